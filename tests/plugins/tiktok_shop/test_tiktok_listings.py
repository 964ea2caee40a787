"""Products put up, changed, judged and taken down, as the platform then holds them."""

import json
from dataclasses import replace

import pytest

from storefront.contract import clock
from storefront.contract.data import (
    Given,
    Judgement,
    Listing,
    Outcome,
    Part,
    Picture,
    State,
)
from storefront.contract.sandbox import running
from storefront.contract.testing import Listening, with_ids
from tests.plugins.tiktok_shop.goods import (
    LAMPS,
    PHOTO,
    PLATES,
    TEA,
    URI,
    Prepared,
    hold_picture,
    listing,
    offer,
)
from tests.plugins.tiktok_shop.selling import KEYS, built
from tests.plugins.tiktok_shop.wire import CREATE, picture


@pytest.fixture
def tiktok(tmp_path) -> Prepared:
    return Prepared(tmp_path / "tiktok_shop.sqlite3")


@pytest.fixture
def shop(address):
    return built(address)


def content(outcomes) -> Outcome:
    return next(one for one in outcomes if one.part is Part.CONTENT)


def listed(shop, told: Listing) -> Listing:
    return with_ids(told, content(shop.publish([told])).external_ids)


def held(tiktok) -> dict:
    """The version that is live of what the platform holds."""
    (item,) = tiktok.items()
    return json.loads(item["live"])


def test_a_product_says_all_that_the_platform_wants_to_know(shop, tiktok):
    told = listing(description="Vẽ tay.\n\nNung < 1250 độ.", brand="kiềng")
    answer = content(shop.publish([told]))
    assert (answer.state, answer.problems) == (State.ACCEPTED, ())

    there = held(tiktok)
    assert there["description"] == "<p>Vẽ tay.</p><p>Nung &lt; 1250 độ.</p>"
    assert there["package_weight"] == {"value": "0.450", "unit": "KILOGRAM"}
    assert there["brand_id"] == "7082427311584347905"
    assert there["main_images"] == [{"uri": URI}]


@pytest.mark.parametrize("brand", ["Vải nhà", "Không ai biết"])
def test_a_brand_that_may_not_be_named_is_left_out(shop, tiktok, brand):
    """One of the first rank that has not authorized us, and one that is not known."""
    answer = content(shop.publish([listing(brand=brand)]))

    assert "brand_id" not in held(tiktok)
    assert [one.code for one in answer.problems] == ["brand_left_out"]


def test_a_variant_shows_its_own_picture(shop, tiktok):
    blue = Picture("https://shop.example/blue.jpg", 600, 600)
    hold_picture(tiktok, "tos-sandbox/blue")
    ids = {PHOTO.url: URI, blue.url: "tos-sandbox/blue"}
    small, large = offer(picture=blue), offer("BAT-L", size="Lớn")
    list(shop.publish([listing(small, large, picture_ids=ids)]))

    skus = held(tiktok)["skus"]
    shown = [sku["sales_attributes"][0].get("sku_img") for sku in skus]
    assert shown == [{"uri": "tos-sandbox/blue"}, None]


def test_a_parcel_has_its_sides_where_the_category_wants_them(shop, tiktok):
    sides = {"package_length": "30", "package_width": "20", "package_height": "40"}
    given = [*(Given(k, v) for k, v in sides.items()), Given("101395", "id:1000052")]
    told = listing(channel_category=LAMPS, attributes=tuple(given))
    assert content(shop.publish([told])).state is State.ACCEPTED

    there = held(tiktok)
    assert there["package_dimensions"]["height"] == "40"
    assert there["product_attributes"] == [
        {"id": "101395", "values": [{"id": "1000052"}]}
    ]


def test_an_edit_leaves_what_a_seller_added_there(shop, tiktok, wire):
    told = listed(shop, listing())
    number = told.external_id
    wire.post(f"{CREATE}/{number}/partial_edit", {"is_cod_allowed": False})
    list(shop.publish([replace(told, title="Bát cơm men lam, gốm Bát Tràng nung kỹ")]))

    there = wire.read(number)
    assert there["title"] == "Bát cơm men lam, gốm Bát Tràng nung kỹ"
    assert there["is_cod_allowed"] is False


def test_it_moves_into_another_category_and_stays_the_same_product(shop, tiktok, wire):
    told = listed(shop, listing())
    list(shop.publish([replace(told, channel_category=PLATES)]))

    there = wire.read(told.external_id)
    assert there["category_chains"][-1]["id"] == PLATES
    assert (tiktok.count(), there["is_cod_allowed"]) == (1, True)


@pytest.mark.parametrize(
    ("category", "cash"), [(PLATES, True), (TEA, False)], ids=["plates", "tea"]
)
def test_it_may_be_paid_on_delivery_where_its_category_has_that(
    shop, tiktok, category, cash
):
    keeps = (Given("100373", "id:1000043"),) if category == TEA else ()
    list(shop.publish([listing(channel_category=category, attributes=keeps)]))

    assert held(tiktok).get("is_cod_allowed", False) is cash


@pytest.mark.parametrize("deed", ["DELETED", "SELLER_DEACTIVATED"])
def test_what_was_taken_away_there_is_put_up_again(shop, tiktok, wire, deed):
    told = listed(shop, listing())
    stand(tiktok, told.external_id, deed)
    answer = content(shop.publish([told]))

    assert answer.state is State.ACCEPTED
    assert wire.status(told.external_id) == "ACTIVATE"
    assert tiktok.count() == 1


def stand(tiktok, number: str, status: str, audit: str = "NONE") -> None:
    with tiktok.writing() as rows:
        rows.execute(
            "update product set status = ?, audit = ?, audit_due = null where id = ?",
            (status, audit, number),
        )


def test_what_is_frozen_is_refused_with_the_reason(shop, tiktok):
    told = listed(shop, listing())
    stand(tiktok, told.external_id, "FREEZE")
    answer = content(shop.publish([told]))

    assert answer.state is State.REFUSED
    assert "khoá" in answer.problems[0].message.vi


def test_what_is_not_there_is_gone(shop):
    told = with_ids(listing(), {"l1": "1729382588639839583"})

    assert {one.state for one in shop.publish([told])} == {State.GONE}


def test_a_days_quota_puts_the_others_off(shop, tiktok):
    tiktok.turn("listings_per_day", 1)
    first, second = listing(), listing(offer("COC", size=""), key="l2")
    answers = list(shop.publish([first, second]))

    assert content(answers).state is State.ACCEPTED
    late = [one for one in answers if one.state is State.LATER]
    assert {one.key for one in late} == {"l2", "o-COC"}
    assert all(one.not_before > clock.now() for one in late)


def test_a_picture_that_was_forgotten_there_is_said_to_be_at_fault(shop):
    told = listing(picture_ids={PHOTO.url: "tos-sandbox/forgotten"})
    (problem,) = content(shop.publish([told])).problems

    assert (problem.code, problem.field) == ("12052300", "pictures")


def test_a_form_with_a_picture_is_taken(shop, tiktok):
    uri = shop.upload(PHOTO, picture(1200, 400))

    with tiktok.reading() as rows:
        row = rows.execute("select * from image where uri = ?", (uri,)).fetchone()
    assert (row["width"], row["height"]) == (1200, 900)  # nothing of it is cut off


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_true_of_the_real_platform_products_are_listed(tmp_path, seed):
    drawn = Prepared(tmp_path / "drawn.sqlite3", seed=seed)
    with running(drawn) as address:
        shop = built(address)
        told = listed(shop, listing())
        assert verdict(shop, told).judgement is Judgement.PASSED
        answers = [*shop.update_offers([told]), *shop.withdraw([told])]

    assert [one.state for one in answers] == [State.ACCEPTED] * 4 + [State.GONE]
    assert drawn.count() == 0


# Taking down


def test_what_was_deleted_there_already_is_taken_down(shop, tiktok):
    told = listed(shop, listing())
    stand(tiktok, told.external_id, "DELETED")

    assert [one.state for one in shop.withdraw([told])] == [State.GONE]


def test_many_are_taken_down_by_few_calls(shop, tiktok, address):
    many = [listing(offer(f"S-{n}", size=""), key=f"l{n}") for n in range(23)]
    listings = [listed(shop, one) for one in many]
    gate = Listening()
    service = type(shop)(KEYS, gate=gate, address=address)
    answers = list(service.withdraw(listings))

    assert {one.state for one in answers} == {State.GONE}
    assert (len(answers), len(gate.calls), tiktok.count()) == (23, 2, 0)


def test_a_create_that_was_never_answered_is_taken_down_by_its_skus(shop, tiktok):
    told = listing()
    list(shop.publish([told]))  # and nobody heard the answer

    assert [one.state for one in shop.withdraw([told])] == [State.GONE]
    assert tiktok.count() == 0


def test_what_has_other_skus_too_is_not_taken_for_it(shop, tiktok):
    list(shop.publish([listing()]))
    part_of_it = listing(offer())

    assert [one.state for one in shop.withdraw([part_of_it])] == [State.GONE]
    assert tiktok.count() == 1


# Audits


def test_it_waits_for_its_audit_and_passes(shop, tiktok):
    tiktok.turn("audit", "wait")
    told = listed(shop, listing())
    assert verdict(shop, told).judgement is Judgement.WAITING

    tiktok.do("pass", told.external_id)
    assert verdict(shop, told).judgement is Judgement.PASSED


def verdict(shop, told: Listing):
    (found,) = shop.verdicts([told.external_id])
    return found


def test_a_no_comes_with_the_platforms_reason_and_what_to_do(shop, tiktok):
    tiktok.turn("audit", "fail")
    told = verdict(shop, listed(shop, listing()))

    (problem,) = told.problems
    assert told.judgement is Judgement.REFUSED
    assert "Ảnh chính có chữ" in problem.message.vi
    assert "watermark" in problem.message.en
    assert "Sửa sản phẩm" in problem.fix.vi


def test_an_edit_that_fails_leaves_what_was_for_sale(shop, tiktok, wire):
    told = listed(shop, listing())
    wire.status(told.external_id)
    tiktok.turn("audit", "fail")
    list(shop.publish([replace(told, title="Bát cơm men lam rẻ nhất cả nước này")]))

    assert verdict(shop, told).judgement is Judgement.REFUSED
    assert wire.read(told.external_id)["title"] == told.title
    assert wire.status(told.external_id) == "ACTIVATE"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("FREEZE", "frozen"),
        ("PLATFORM_DEACTIVATED", "taken_down"),
        ("SELLER_DEACTIVATED", "switched_off_there"),
        ("DELETED", "deleted_there"),
    ],
)
def test_why_it_is_not_for_sale_is_said(shop, tiktok, status, code):
    told = listed(shop, listing())
    stand(tiktok, told.external_id, status)

    assert [one.code for one in verdict(shop, told).problems] == [code]


def test_of_what_is_not_there_nothing_is_said(shop):
    assert list(shop.verdicts(["1729382588639839583"])) == []


# Finding and reading back


def test_what_was_there_before_is_found_by_our_sku(shop, wire):
    made = wire.created()

    (found,) = shop.find(["BAT-L"])
    assert found.external_id == made["product_id"]
    assert [one.sku for one in found.offers] == ["BAT-S", "BAT-L"]
    assert [one.stock for one in found.offers] == [10, 10]  # of both warehouses


def test_more_products_than_one_question_finds_are_all_read(shop, tiktok, monkeypatch):
    monkeypatch.setattr("plugins.tiktok_shop.windows.MOST_FOUND", 2)
    for number in range(5):
        told = listing(offer(f"S-{number}", size=""), key=f"l{number}")
        made = listed(shop, told).external_id
        with tiktok.writing() as rows:
            rows.execute(
                "update product set created_at = ? where id = ?",
                (1_500_000_000 + number * 10_000_000, made),
            )

    skus, cursor = [], ""
    while True:
        page = shop.read_back(cursor)
        skus += [one.sku for row in page.items for one in row.offers]
        cursor = page.cursor
        if not cursor:
            break
    assert sorted(skus) == [f"S-{number}" for number in range(5)]
