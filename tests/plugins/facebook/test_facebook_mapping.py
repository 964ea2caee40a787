"""Our words in Meta's, without any call."""

import orjson
import pytest

from plugins.facebook.mapping import DELETES, SAVES, UPDATES, batches, prices, stock
from plugins.facebook.variants import attributes
from storefront.contract.data import Listing, Money, Part
from tests.plugins.facebook.goods import listing, offer, option, picture, vnd


def records(lane, *listings: Listing, **limits: int) -> list[list[dict]]:
    """The records of each call."""
    calls = batches(listings, lane, **limits)
    return [orjson.loads(call.body)["requests"] for call in calls]


def test_an_item_says_everything_and_clears_what_is_empty():
    mug = listing(offer(weight_grams=350), pictures=(picture("a"), picture("b")))

    assert records(SAVES, mug) == [
        [
            {
                "method": "UPDATE",
                "data": {
                    "id": "mug",
                    "item_group_id": "group-l1",
                    "title": "Cốc sứ",
                    "description": "Cốc sứ men lam.",
                    "link": "https://shop.example.com/vi/p/coc-su",
                    "image_link": "https://shop.example.com/a.jpg",
                    "additional_image_link": ["https://shop.example.com/b.jpg"],
                    "google_product_category": "",
                    "gender": "",
                    "age_group": "",
                    "brand": "Bát Tràng",
                    "gtin": "",
                    "condition": "new",
                    "status": "active",
                    "shipping_weight": "350 g",
                    "color": "",
                    "size": "",
                    "material": "",
                    "pattern": "",
                    "additional_variant_attribute": "",
                    "price": "120000 VND",
                    "sale_price": "",
                    "availability": "in stock",
                    "quantity_to_sell_on_facebook": 5,
                },
            }
        ]
    ]


def test_a_save_takes_away_what_was_removed():
    mug = listing(offer("blue"), removed=(offer("red"),))

    methods = [(r["method"], r["data"]["id"]) for r in records(SAVES, mug)[0]]

    assert methods == [("UPDATE", "blue"), ("DELETE", "red")]


def test_a_withdraw_names_every_item_there_may_be():
    mug = listing(offer("blue"), offer("green"), removed=(offer("red"),))

    assert records(DELETES, mug) == [
        [{"method": "DELETE", "data": {"id": id_}} for id_ in ("blue", "green", "red")]
    ]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({Part.PRICE}, {"price": "120000 VND", "sale_price": ""}),
        (
            {Part.STOCK},
            {"availability": "in stock", "quantity_to_sell_on_facebook": 5},
        ),
    ],
)
def test_an_update_sends_the_changed_offer_and_the_changed_fields_only(changed, fields):
    mug = listing(
        offer("a", changed=frozenset()), offer("b", changed=frozenset(changed))
    )

    assert records(UPDATES, mug) == [
        [{"method": "UPDATE", "data": {"id": "b", **fields}}]
    ]


def test_a_changed_price_is_a_small_call():
    mugs = listing(
        *(offer(f"sku-{n}", changed=frozenset()) for n in range(99)), offer()
    )
    price = offer(changed=frozenset({Part.PRICE}))
    mugs = listing(*mugs.offers[:-1], price)

    (call,) = batches([mugs], UPDATES)

    assert len(call.body) < 200


def test_nothing_changed_makes_no_call():
    assert records(UPDATES, listing(offer(changed=frozenset()))) == []


def test_only_a_save_may_create():
    mug = listing()
    upserts = [
        orjson.loads(next(iter(batches([mug], lane))).body)["allow_upsert"]
        for lane in (SAVES, UPDATES)
    ]

    assert upserts == [True, False]


@pytest.mark.parametrize(
    ("price", "compare_at", "said"),
    [
        (vnd(71_000), None, ("71000 VND", "")),
        (vnd(71_000), vnd(90_000), ("90000 VND", "71000 VND")),
        (vnd(71_000), vnd(71_000), ("71000 VND", "")),
        (vnd(71_000), vnd(50_000), ("71000 VND", "")),
        (Money(7105, "USD"), None, ("71.05 USD", "")),
        (Money(7100, "USD"), Money(9900, "USD"), ("99.00 USD", "71.00 USD")),
        (Money(10**12, "VND"), None, ("1000000000000 VND", "")),
    ],
)
def test_prices(price, compare_at, said):
    fields = prices(offer(price=price, compare_at=compare_at))

    assert (fields["price"], fields["sale_price"]) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (5, ("in stock", 5)),
        (0, ("out of stock", 0)),
        (-2, ("out of stock", 0)),
        (None, ("in stock", "")),
    ],
)
def test_stock(left, said):
    assert tuple(stock(offer(stock=left)).values()) == said


def test_options_without_a_field_of_their_own_share_one():
    fields = attributes(
        [
            option("color", "đỏ"),
            option("age", "0-3 tháng", "Độ tuổi"),
            option("volume", "1,5 l", "Dung tích"),
        ]
    )

    assert fields == {
        "color": "đỏ",
        "size": "",
        "material": "",
        "pattern": "",
        "additional_variant_attribute": "Độ tuổi:0-3 tháng,Dung tích:1.5 l",
    }


def test_a_variants_own_picture_comes_first():
    mug = listing(
        offer(picture=picture("red")), pictures=(picture("a"), picture("red"))
    )

    data = records(SAVES, mug)[0][0]["data"]

    assert data["image_link"] == "https://shop.example.com/red.jpg"
    assert data["additional_image_link"] == ["https://shop.example.com/a.jpg"]


def test_calls_are_cut_by_bytes_and_never_through_a_listing():
    mugs = [listing(offer(f"a{n}"), offer(f"b{n}"), key=f"l{n}") for n in range(7)]

    calls = records(SAVES, *mugs, most_bytes=3500)

    assert [len(call) for call in calls] == [6, 6, 2]
    assert [r["data"]["id"] for call in calls for r in call] == [
        offer.sku for mug in mugs for offer in mug.offers
    ]


def test_calls_are_cut_by_records_too():
    mugs = [
        listing(*(offer(f"{n}-{m}") for m in range(2000)), key=f"l{n}")
        for n in range(3)
    ]

    assert [len(call) for call in records(DELETES, *mugs)] == [4000, 2000]


def test_a_call_names_what_it_carries():
    mug = listing(offer("a"), offer("b"))

    (call,) = batches([mug], SAVES)

    assert [
        (one.key, one.listing, one.sku, sorted(one.parts)) for one in call.sent
    ] == [
        ("l1", "l1", "", ["content"]),
        ("o-a", "l1", "a", ["price", "stock"]),
        ("o-b", "l1", "b", ["price", "stock"]),
    ]
