"""How staff edit products: what is written, what is told, and what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from storefront.catalog import pictures
from storefront.catalog.models import Picture, Product, Variant
from storefront.catalog.services import Price, change_prices
from storefront.catalog.signals import prices_changed, products_changed
from storefront.shop.remembering import forget_everything
from tests.builders import category, heard, product, variant
from tests.catalog.drawing import upload
from tests.catalog.filling import filled
from tests.people import bob

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LIST, ADD = "admin:catalog_product_changelist", "admin:catalog_product_add"


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def change_page(row: Product) -> str:
    return reverse("admin:catalog_product_change", args=[row.pk])


def edit(client, row: Product, **anew: object):
    page = change_page(row)
    return client.post(page, filled(client.get(page), **anew), follow=True)


def errors(response) -> list[str]:
    """All that the page says is wrong."""
    form = response.context["adminform"].form
    said = [text for texts in form.errors.values() for text in texts]
    for inline in response.context["inline_admin_formsets"]:
        said += inline.formset.non_form_errors()
        for each in inline.formset.errors:
            said += [text for texts in each.values() for text in texts]
    return said


def new_product(ann, **anew: object):
    shelf = category("Shelf")
    typed = {
        "title_vi": "Yếm đỏ",
        "category": shelf.pk,
        "state": "active",
        "variants__TOTAL_FORMS": 1,
        "variants__0__sku": "bib",
        "variants__0__price": "125.000",
        "variants__0__position": 0,
        "variants__0__stock_tracked": "on",
    }
    page = filled(ann.get(reverse(ADD)), **(typed | anew))
    return ann.post(reverse(ADD), page, follow=True)


def test_a_product_is_added_with_variants_and_pictures_and_told_of_once(ann):
    inside: list[bool] = []
    with heard(products_changed, inside=inside) as calls:
        new_product(ann, pictures__0__upload=upload(), pictures__0__alt_vi="Yếm")

    bib = Product.objects.get()
    assert (bib.slug, bib.search_text) == ("yem-do", "yem do bib")
    assert (bib.variants.get().price, bib.pictures.get().alt_vi) == (125_000, "Yếm")
    assert [call["product_ids"] for call in calls] == [[bib.pk]]
    assert inside == [True]


def test_an_edited_text_is_told_of_once(ann):
    bib = variant("bib").product

    with heard(products_changed) as calls, heard(prices_changed) as prices:
        edit(ann, bib, title_en="Red bib", variants__0__price="99.000")

    assert Product.objects.get().search_text == "bib red bib bib"
    assert ([call["product_ids"] for call in calls], prices) == ([[bib.pk]], [])


def test_an_edited_price_is_told_of_as_a_price_and_nothing_else(ann):
    bib = variant("bib", price=100_000)

    with heard(products_changed) as calls, heard(prices_changed) as prices:
        edit(ann, bib.product, variants__0__price="99,000")

    assert Variant.objects.get().price == 99_000
    assert (calls, [call["variant_ids"] for call in prices]) == ([], [[bib.pk]])


def test_saving_without_an_edit_tells_nothing(ann):
    bib = variant("bib").product

    with heard(products_changed) as calls, heard(prices_changed) as prices:
        edit(ann, bib)

    assert (calls, prices) == ([], [])


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (
            "variants__0__price",
            "12,5",
            "“12,5” has decimals, but this currency has none",
        ),
        ("variants__0__price", "-5", "An amount cannot be below zero."),
        ("variants__0__price", "0", "Ensure this value is greater than or equal to 1."),
        ("variants__0__price", "9" * 30, "This amount is too high."),
        ("variants__0__price", "mười", "“mười” is not an amount."),
        ("variants__0__price", "", "This field is required."),
        ("variants__0__compare_at_price", "1", "The price before must be above"),
        ("variants__0__sku", "a,b", "At most 64 characters, without comma"),
        ("variants__0__sku", "taken", "Variant with this SKU already exists."),
        ("variants__0__gtin", "4006381333932", "The last digit of this GTIN"),
        ("variants__0__weight_grams", "-1", "Ensure this value is greater than"),
        ("variants__0__position", "9" * 30, "Ensure this value is less than"),
        ("variants__0__option_1_vi", "Đỏ", "bib has an option that the product does"),
        ("variants__0__archived", "on", "A product on sale needs a variant"),
        ("variants__0__id", "999", "Select a valid choice."),
        ("title_vi", "", "This field is required."),
        ("title_vi", "a\x00b", "Null characters are not allowed."),
        ("title_vi", "a\ufffdb", "“title [vi]” holds broken characters."),
        ("brand", "a\ufffdb", "“brand” holds broken characters."),
        ("variants__0__sku", "a\ufffdb", "“SKU” holds broken characters."),
        ("title_vi", "a" * 201, "Ensure this value has at most 200 characters"),
        ("category", "999", "Select a valid choice."),
        ("state", "sold", "Select a valid choice."),
        ("axis_2", "color", "Choose the first option before the next."),
        ("slug", "có dấu", "Enter a valid “slug”"),
        (
            "pictures__0__upload",
            SimpleUploadedFile("a.jpg", b"x"),
            "This is not a pict",
        ),
        ("pictures__0__upload", SimpleUploadedFile("a.jpg", b""), "The submitted file"),
        ("pictures__0__alt_vi", "Yếm", "Choose a picture."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(ann, field, typed, message):
    bib = variant("bib", price=100_000)
    variant("taken", product=product("Other"))
    before = list(Variant.objects.order_by("pk").values())

    with heard(products_changed) as calls:
        response = edit(ann, bib.product, title_en="Red", **{field: typed})

    assert errors(response)[0].startswith(message)
    assert list(Variant.objects.order_by("pk").values()) == before
    assert (Product.objects.get(pk=bib.product_id).title_en, calls) == (None, [])
    assert Picture.objects.count() == 0


def test_the_messages_are_vietnamese_for_a_vietnamese(ann):
    bib = variant("bib", price=100_000)
    ann.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"

    response = edit(ann, bib.product, variants__0__price="")

    assert errors(response) == ["Trường này là bắt buộc."]


def test_two_variants_with_the_same_options_are_refused(ann):
    bib = product("Bib", axis_1="color")
    for color in ("Đỏ", "Xanh"):
        variant(f"bib-{color}", product=bib, option_1_vi=color)

    response = edit(ann, bib, variants__1__option_1_vi="đỏ")

    assert errors(response) == ["bib-Xanh and bib-Đỏ have the same options."]


def test_an_option_is_added_to_all_variants_at_once(ann):
    bib = product("Bib", axis_1="color")
    for color in ("Đỏ", "Xanh"):
        variant(f"bib-{color}", product=bib, option_1_vi=color)

    sizes = {f"variants__{n}__option_2_vi": "59" for n in range(2)}
    edit(ann, bib, axis_2="size", **sizes)

    assert [row.option_2_vi for row in bib.variants.all()] == ["59", "59"]


def test_a_product_saved_by_another_meanwhile_is_not_overwritten(ann):
    bib = variant("bib", price=100_000)
    page = filled(ann.get(change_page(bib.product)), title_en="Red")
    change_prices(prices={bib.pk: Price(90_000)})

    response = ann.post(change_page(bib.product), page)

    assert errors(response) == [
        "This product was changed meanwhile. Load the page again."
    ]
    assert Variant.objects.get().price == 90_000


@pytest.mark.django_db(transaction=True)
def test_pictures_are_made_before_the_transaction_begins(ann, monkeypatch):
    bib, inside, run = variant("bib").product, [], pictures.run

    def watch(content: bytes) -> bytes:
        inside.append(connection.in_atomic_block)
        return run(content)

    monkeypatch.setattr(pictures, "run", watch)
    edit(ann, bib, pictures__0__upload=upload())

    assert inside == [False]
    assert bib.pictures.count() == 1


def test_a_small_picture_is_kept_and_staff_are_told(ann):
    response = edit(ann, variant().product, pictures__0__upload=upload(size=(300, 300)))

    assert "only 300 × 300 pixels: channels get it enlarged" in response.text


def test_a_picture_is_replaced_and_removed(ann):
    bib = variant("bib").product
    edit(ann, bib, pictures__0__upload=upload())
    first = bib.pictures.get().rendition.name

    edit(ann, bib, pictures__0__upload=upload(color="navy"))
    assert bib.pictures.get().rendition.name != first

    edit(ann, bib, pictures__0__DELETE="on")
    assert bib.pictures.count() == 0


@pytest.mark.parametrize("query", ["do", "ĐỎ yem", "bib-07"])
def test_the_list_is_searched_without_marks(ann, query):
    variant("bib-07", product=product("Yếm đỏ"))
    variant("other")

    found = ann.get(reverse(LIST), {"q": query}).context["cl"].result_list

    assert [row.title_vi for row in found] == ["Yếm đỏ"]


@pytest.mark.parametrize("query", ["\x00", "x" * 10_000, "%", "\ufffd"])
def test_an_odd_search_does_no_harm(ann, query):
    assert ann.get(reverse(LIST), {"q": query}).status_code == 200


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({"state": "draft"}, ["Draft"]),
        ({"brand": "Kiềng"}, ["Branded"]),
        ({"stock": "out"}, ["Branded"]),
        ({"stock": "in"}, ["Wood"]),
        ({"stock": "nonsense"}, ["Branded", "Draft", "Wood"]),
        ({"category": "x"}, ["Branded", "Draft", "Wood"]),
        ({"category": "9" * 40}, ["Branded", "Draft", "Wood"]),
    ],
)
def test_the_list_is_narrowed(ann, chosen, titles):
    product("Draft", state="draft")
    variant("sold-out", product=product("Branded", brand="Kiềng"), stock=0)
    variant("there", product=product("Wood"), stock=9)

    found = ann.get(reverse(LIST), chosen).context["cl"].result_list

    assert sorted(row.title_vi for row in found) == titles


def test_a_category_is_narrowed_to_with_all_below_it(ann):
    toys = category("Toys")
    product("Duck", category=category("Wood", parent=toys))
    product("Cup", category=category("Kitchen"))

    found = ann.get(reverse(LIST), {"category": toys.pk}).context["cl"].result_list

    assert [row.title_vi for row in found] == ["Duck"]


def test_the_list_takes_the_same_queries_for_many_products(ann):
    counts = []
    for rows in (3, 12):
        for _ in range(rows):
            variant()
        forget_everything()  # whose second may end between the two
        with CaptureQueriesContext(connection) as queries:
            ann.get(reverse(LIST))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_many_are_put_on_sale_at_once(ann):
    bib, bare = variant("bib").product, product("Bare", state="draft")
    Product.objects.update(state="draft")
    rows = {"action": "activate", "_selected_action": [bib.pk, bare.pk]}

    response = ann.post(reverse(LIST), rows, follow=True)

    assert "1 product: Active." in response.text
    assert "Bare stays as it is: it has no variant to sell." in response.text
    assert [row.pk for row in Product.objects.filter(state="active")] == [bib.pk]


def test_a_product_with_movements_is_not_deleted_and_the_page_says_why(ann):
    bib = variant("bib", stock=5).product
    page = reverse("admin:catalog_product_delete", args=[bib.pk])

    response = ann.post(page, {"post": "yes"})

    assert "protected related objects" in response.text
    assert Product.objects.count() == 1


def test_a_product_nothing_points_at_is_deleted(ann):
    bib = variant("bib").product

    with heard(products_changed) as calls:
        page = reverse("admin:catalog_product_delete", args=[bib.pk])
        ann.post(page, {"post": "yes"})

    assert (Product.objects.count(), len(calls)) == (0, 1)


def test_a_stranger_is_sent_to_sign_in(client):
    response = client.get(reverse(LIST))

    assert response["Location"].startswith("/admin/login/")


def test_staff_without_the_right_to_change_prices_cannot(client):
    client.force_login(bob())

    assert client.get(reverse("admin:catalog_prices")).status_code == 403
    assert client.get(reverse("admin:inventory_count")).status_code == 403


def test_who_may_only_look_reads_money_as_it_is_written(client):
    shirt = variant("shirt", price=1_250_000, compare_at_price=None).product
    client.force_login(bob("catalog.view_product", "catalog.view_variant"))

    page = client.get(reverse("admin:catalog_product_change", args=[shirt.pk])).text

    assert "1.250.000\N{NO-BREAK SPACE}₫" in page
    assert "1250000" not in page
