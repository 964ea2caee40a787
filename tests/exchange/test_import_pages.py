"""The pages on which staff bring a file in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from storefront.catalog.models import Product
from storefront.exchange.models import Import, Preset
from storefront.exchange.services import forget_files
from storefront.exchange.tasks import bring_in
from tests.people import bob, eve

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

OURS = "product,sku,title_vi,price\na,x,A,5000\nb,y,B,\n"
SHEET = "Mã hàng,Tên hàng,Giá bán,Ghi chú\nx,Áo,5000,=1+1\n"
OPTION = "product,sku,title_vi,price,option_1_name,option_1_vi\na,x,A,5000,Logo,Có\n"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ann(admin_client):
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def upload(client, content: str, **typed: str):
    """Give the file, and let the worker look through it."""
    file = SimpleUploadedFile("goods.csv", content.encode())
    typed = {"currency": "VND", "file": file} | typed
    return client.post(reverse("admin:exchange_import_add"), typed, follow=True)


def work() -> Import:
    run = Import.objects.latest("pk")
    bring_in(run.pk)
    run.refresh_from_db()
    return run


def of(run: Import, page: str) -> str:
    return reverse(f"admin:exchange_{page}", args=[run.pk])


def test_a_file_is_looked_through_before_anything_changes(ann):
    upload(ann, OURS)
    run = work()

    page = ann.get(of(run, "run"))
    assert (run.dry_run, run.added, run.refused) == (True, 1, 1)
    assert "The price is missing or 0." in page.content.decode()
    assert Product.objects.count() == 0


def test_what_was_looked_through_is_brought_in_by_one_click(ann):
    upload(ann, OURS)

    ann.post(of(work(), "go"))

    assert (work().state, Product.objects.get().title_vi) == ("done", "A")


def test_a_sheet_nobody_knows_asks_what_its_columns_are(ann):
    page = upload(ann, SHEET)

    form = page.context["form"]
    assert [field.value() or field.initial for field in form] == [
        "sku",
        "title_vi",
        "price",
        "",
    ]


def test_the_answer_is_taken_and_remembered(ann):
    page = upload(ann, SHEET)
    answer = {field.html_name: field.initial for field in page.context["form"]}

    ann.post(of(page.context["run"], "columns"), answer)

    assert work().added == 1
    assert Preset.objects.get().columns["Giá bán"] == "price"


def test_two_columns_cannot_be_the_same(ann):
    page = upload(ann, SHEET)
    answer = {field.html_name: "sku" for field in page.context["form"]}

    again = ann.post(of(page.context["run"], "columns"), answer)

    errors = again.context["form"].non_field_errors()
    assert errors == ["Two columns are said to be the same."]


def test_an_unknown_option_is_asked_for_and_looked_at_again(ann):
    upload(ann, OPTION)
    run = work()
    assert "Logo" in str(ann.get(of(run, "run")).context["options"]["option_0"].label)

    ann.post(of(run, "options"), {"option_0": "style"})

    assert (work().added, Import.objects.count()) == (1, 2)


def test_a_running_import_shows_how_far_it_is_and_can_be_stopped(ann):
    upload(ann, OURS)
    run = Import.objects.get()
    Import.objects.update(
        state="running", total=400, cursor=200, started_at=timezone.now()
    )

    page = ann.get(of(run, "run"))
    ann.post(of(run, "cancel"))

    assert "200 of 400 products" in page.content.decode()
    assert page["Refresh"] == "2"
    assert work().state == Import.State.CANCELLED


def test_the_report_is_a_file_without_formulas(ann):
    upload(ann, "product,sku,title_vi,price\na,x,A,=1+1\n")

    answer = ann.get(of(work(), "report"))

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == ("goods.csv,2,price,'=1+1,Refused,“=1+1” is not a number.")


@pytest.mark.parametrize(
    ("content", "typed", "reason"),
    [
        ("", {}, "The submitted file is empty."),
        ("a,a\n1,2\n", {}, "Two columns are called “a”."),
        (
            OURS,
            {"currency": "USD"},
            "The shop sells in VND: say how much of it one USD is.",
        ),
        (
            OURS,
            {"currency": "USD", "rate": "viel"},
            "“viel” is no rate. Write it like 25400 or 0.04.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_file(ann, content, typed, reason):
    page = upload(ann, content, **typed)

    errors = page.context["form"].errors.values()
    assert [text for texts in errors for text in texts] == [reason]
    assert Import.objects.count() == 0


def test_files_are_forgotten_a_week_after_their_end(ann, tmp_path):
    upload(ann, OURS)
    run = work()
    Import.objects.update(ended_at=timezone.now() - timedelta(days=8))

    forget_files()

    run.refresh_from_db()
    assert (bool(run.file), list((tmp_path / "imports").iterdir())) == (False, [])
    assert run.report_lines.count() == 3


@pytest.mark.parametrize("person", [eve, lambda: bob("catalog.change_product")])
def test_nobody_else_sees_or_starts_imports(client, person):
    client.force_login(person())

    assert client.get(reverse("admin:exchange_import_add")).status_code in {302, 403}
    answer = upload(client, OURS)
    assert Import.objects.count() == 0
    assert answer.status_code in {200, 403}


def test_staff_with_the_permission_may(client):
    client.force_login(bob("exchange.add_import", "exchange.view_import"))

    upload(client, OURS)

    assert work().added == 1
