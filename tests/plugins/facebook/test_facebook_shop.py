"""The plugin against the sandbox, over real HTTP, with the whole of its roles."""

from datetime import timedelta

import pytest

from plugins.facebook import mapping
from plugins.facebook.fake.calls import APP_SECRET, CATALOG_ID, TOKEN
from plugins.facebook.plugin import FacebookShop
from storefront.contract.data import Listing, Part, Receipt, State
from storefront.contract.errors import CredentialsDead, PlatformUnavailable
from storefront.contract.http import OpenGate
from tests.plugins.facebook.goods import NOW, listing, offer, receipts_of, states, vnd
from tests.plugins.facebook.records import record

CREDENTIALS = {
    "catalog_id": CATALOG_ID,
    "access_token": TOKEN,
    "app_secret": APP_SECRET,
}


@pytest.fixture
def shop(address) -> FacebookShop:
    return FacebookShop(CREDENTIALS, gate=OpenGate(), address=address)


def publish(shop, *listings: Listing) -> dict:
    """Publish and ask until everything is confirmed or refused."""
    return finish(shop, list(shop.publish(listings)), listings)


def finish(shop, outcomes, listings) -> dict:
    final = states(outcomes)
    while receipts := receipts_of(outcomes, list(listings)):
        outcomes = list(shop.confirm(receipts))
        final |= states(outcomes)
    return final


def test_the_credentials_work(shop):
    shop.check()


def test_every_call_is_signed(shop, facebook, graph):
    facebook.turn("proof_required", value=True)
    facebook.turn("delete_unknown_fails", value=True)

    shop.check()
    final = finish(shop, list(shop.withdraw([listing()])), [listing()])

    log = graph.client.get(f"{graph.address}/_sandbox/log").json()
    assert final == {("l1", "content"): State.GONE}
    # Of the last answer it may not be noted yet.
    assert {entry["status"] for entry in log} - {None} == {200}
    assert TOKEN not in str(log)


def test_a_published_listing_is_pending_then_confirmed_part_by_part(shop, graph):
    mug = listing(offer("blue"), offer("red"))

    outcomes = list(shop.publish([mug]))
    assert set(states(outcomes).values()) == {State.PENDING}
    final = finish(shop, outcomes, [mug])

    assert final == {
        ("l1", "content"): State.ACCEPTED,
        ("o-blue", "price"): State.ACCEPTED,
        ("o-blue", "stock"): State.ACCEPTED,
        ("o-red", "price"): State.ACCEPTED,
        ("o-red", "stock"): State.ACCEPTED,
    }
    assert {item["item_group_id"] for item in graph.held().values()} == {"group-l1"}


def test_publishing_twice_changes_nothing(shop, graph):
    publish(shop, listing())
    before = graph.held()["mug"]["external_id"]

    publish(shop, listing())

    assert [item["external_id"] for item in graph.held().values()] == [before]


def test_stays_pending_while_meta_is_at_work(shop, facebook):
    facebook.turn("processing", 60)
    outcomes = list(shop.publish([listing()]))
    receipts = receipts_of(outcomes, [listing()])

    again = list(shop.confirm(receipts))

    assert states(again) == states(outcomes)
    assert {outcome.receipt for outcome in again} == {receipts[0].token}


@pytest.mark.parametrize("early", [True, False])
def test_one_refused_variant_refuses_the_content_and_itself(
    shop, facebook, graph, early
):
    facebook.turn("early_checks", early)
    mug = listing(offer("good"), offer("bad", price=vnd(0)))

    outcomes = list(shop.publish([mug]))
    receipts = receipts_of(outcomes, [mug])
    final = {(o.key, o.part): o for o in shop.confirm(receipts)}

    assert final["o-bad", Part.PRICE].state is State.REFUSED
    assert final["o-good", Part.PRICE].state is State.ACCEPTED
    content = final["l1", Part.CONTENT]
    (problem,) = content.problems
    assert (content.state, problem.code, problem.sku) == (
        State.REFUSED,
        "price_wrong",
        "bad",
    )
    assert problem.said == "Invalid value: The price must be more than 0."
    assert set(graph.held()) == {"good"}


def test_what_meta_cannot_hold_is_found_without_a_call(shop, graph):
    problems = shop.problems_of(listing(pictures=()))

    assert [problem.code for problem in problems] == ["picture_missing"]
    log = graph.client.get(f"{graph.address}/_sandbox/log").json()
    assert log == []


def test_meta_itself_is_not_sent_to_from_a_shop_without_a_public_address():
    shop = FacebookShop(CREDENTIALS, gate=OpenGate())

    (problem,) = shop.problems_of(listing(url="http://localhost:8000/vi/p/coc-su"))

    assert problem.code == "private_address"


def test_a_changed_price_leaves_everything_else_alone(shop, graph):
    publish(shop, listing(offer("blue"), offer("red")))
    graph.batch({"method": "UPDATE", "data": {"id": "blue", "title": "Theirs"}})
    price = offer("blue", price=vnd(99_000), stock=0, changed=frozenset({Part.PRICE}))
    mug = listing(price, offer("red", changed=frozenset()))

    outcomes = list(shop.update_offers([mug]))
    final = finish(shop, outcomes, [mug])

    assert final == {("o-blue", "price"): State.ACCEPTED}
    blue = graph.held()["blue"]
    assert (blue["price"], blue["title"], blue["quantity_to_sell_on_facebook"]) == (
        "99000 VND",
        "Theirs",
        5,
    )


def test_a_sale_price_comes_and_goes(shop, graph):
    sale = offer(price=vnd(80_000), compare_at=vnd(100_000))
    publish(shop, listing(sale))
    mug = graph.held()["mug"]
    assert (mug["price"], mug["sale_price"]) == ("100000 VND", "80000 VND")

    finish(shop, list(shop.update_offers([listing()])), [listing()])

    assert "sale_price" not in graph.held()["mug"]


def test_sold_out_and_uncounted(shop, graph):
    publish(shop, listing(offer("a", stock=0), offer("b", stock=None)))

    held = graph.held()
    assert held["a"]["availability"] == "out of stock"
    assert held["b"]["availability"] == "in stock"
    assert "quantity_to_sell_on_facebook" not in held["b"]


def test_a_price_that_cannot_be_is_refused_and_the_stock_still_goes(shop, graph):
    publish(shop, listing())
    mug = listing(offer(price=vnd(0), stock=1))

    outcomes = list(shop.update_offers([mug]))
    final = finish(shop, outcomes, [mug])

    assert final == {
        ("o-mug", "price"): State.REFUSED,
        ("o-mug", "stock"): State.ACCEPTED,
    }
    assert graph.held()["mug"]["quantity_to_sell_on_facebook"] == 1


def test_an_update_of_what_is_not_there_is_gone_and_makes_nothing(shop, graph):
    mug = listing()

    final = finish(shop, list(shop.update_offers([mug])), [mug])

    assert set(final.values()) == {State.GONE}
    assert graph.held() == {}


@pytest.mark.parametrize("fails", [True, False])
def test_a_withdrawn_listing_is_gone_and_one_that_never_was_too(
    shop, graph, facebook, fails
):
    facebook.turn("delete_unknown_fails", fails)
    mug, never = listing(offer("mug")), listing(offer("never"), key="l2")
    publish(shop, mug)

    final = finish(shop, list(shop.withdraw([mug, never])), [mug, never])

    assert final == {("l1", "content"): State.GONE, ("l2", "content"): State.GONE}
    assert graph.held() == {}


@pytest.mark.parametrize("fails", [True, False])
def test_a_removed_variant_is_taken_away_with_the_next_publish(
    shop, graph, facebook, fails
):
    facebook.turn("delete_unknown_fails", fails)
    publish(shop, listing(offer("blue"), offer("red")))
    mug = listing(offer("blue"), removed=(offer("red"), offer("never")))

    final = publish(shop, mug)

    assert set(final.values()) == {State.ACCEPTED}
    assert set(graph.held()) == {"blue"}


def test_a_delete_that_failed_is_the_listings_problem(shop, graph, monkeypatch):
    publish(shop, listing(offer("mug")))
    receipt = Receipt("delete:x", (sent_content("l1"), sent_content("l2")), NOW)
    status = {
        "status": "finished",
        "errors": [{"line": 0, "id": "mug", "message": "Locked by a campaign"}],
    }
    monkeypatch.setattr(shop.client, "batch_status", lambda handle: status)

    outcomes = {o.key: o for o in shop.confirm([receipt])}

    assert outcomes["l2"].state is State.GONE
    assert outcomes["l1"].state is State.REFUSED
    assert outcomes["l1"].problems[0].said == "Locked by a campaign"


def sent_content(key: str) -> mapping.Sent:
    return mapping.Sent(key, frozenset({Part.CONTENT}), listing=key)


@pytest.mark.parametrize("answer", ["error", "empty"])
def test_a_receipt_that_meta_does_not_know_yields_nothing(shop, facebook, answer):
    facebook.turn("unknown_handle", answer)

    assert list(shop.confirm([Receipt("save:x", (sent_content("l1"),), NOW)])) == []


@pytest.mark.parametrize("end", ["canceled", "error"])
def test_a_batch_that_ended_without_work_is_unknown(shop, facebook, end):
    facebook.turn("batches_end", end)
    outcomes = list(shop.publish([listing()]))

    assert list(shop.confirm(receipts_of(outcomes, [listing()]))) == []


def test_nothing_ingested_refuses_everything_for_the_reason_given(shop, monkeypatch):
    answer = {
        "handles": [],
        "validation_status": [
            {"retailer_id": "mug", "errors": [{"message": "need to have prices"}]}
        ],
    }
    monkeypatch.setattr(shop.client, "items_batch", lambda batch: answer)

    outcomes = {
        (o.key, o.part): o for o in shop.publish([listing(offer("mug"), offer("pot"))])
    }

    assert {o.state for o in outcomes.values()} == {State.REFUSED}
    codes = {key: o.problems[0].code for (key, _), o in outcomes.items()}
    assert codes == {
        "l1": "price_missing",
        "o-mug": "price_missing",
        "o-pot": "nothing_taken",
    }


@pytest.mark.parametrize(
    "why", ["expired", "password_changed", "app_removed", "invalid"]
)
@pytest.mark.parametrize("with_200", [True, False])
def test_a_dead_token_is_that(shop, facebook, why, with_200):
    facebook.turn("revoked", why)
    facebook.turn("errors_with_200", with_200)

    with pytest.raises(CredentialsDead, match="Error validating access token"):
        shop.check()


def test_a_wrong_app_secret_is_dead_credentials_too(address, facebook):
    credentials = CREDENTIALS | {"app_secret": "f" * 32}
    shop = FacebookShop(credentials, gate=OpenGate(), address=address)

    with pytest.raises(CredentialsDead):
        shop.check()


@pytest.mark.parametrize("with_200", [True, False])
def test_a_throttle_says_when_to_come_back_and_that_nothing_was_done(
    shop, facebook, with_200
):
    facebook.turn("throttled", value=True)
    facebook.turn("errors_with_200", with_200)

    with pytest.raises(PlatformUnavailable, match="throttled") as raised:
        list(shop.publish([listing()]))

    assert raised.value.nothing_done
    assert raised.value.retry_after.total_seconds() == 60


@pytest.mark.parametrize("failing", ["code_1", "code_2", "html"])
def test_their_own_trouble_leaves_open_what_was_done(shop, facebook, failing):
    facebook.turn("failing", failing)

    with pytest.raises(PlatformUnavailable) as raised:
        list(shop.publish([listing()]))

    assert not raised.value.nothing_done


@pytest.mark.parametrize("code", ["10", "200"])
def test_a_lost_permission_is_for_staff_and_not_for_the_items(shop, facebook, code):
    facebook.turn("forbidden", code)

    with pytest.raises(CredentialsDead, match=f"#{code}"):
        list(shop.publish([listing()]))


def test_a_blocked_account_waits_an_hour(shop, facebook):
    facebook.turn("forbidden", "368")

    with pytest.raises(PlatformUnavailable) as raised:
        list(shop.publish([listing()]))

    assert raised.value.nothing_done
    assert raised.value.retry_after == timedelta(hours=1)


def test_a_lost_answer_leaves_open_what_was_done(shop, facebook, graph):
    facebook.turn("lost", 100)

    with pytest.raises(PlatformUnavailable) as raised:
        list(shop.publish([listing()]))

    assert not raised.value.nothing_done
    facebook.turn("lost", 0)
    assert set(graph.held()) == {"mug"}


def test_a_refused_connection_has_done_nothing(shop, facebook):
    facebook.turn("dark", "refused")

    with pytest.raises(PlatformUnavailable) as raised:
        list(shop.publish([listing()]))

    assert raised.value.nothing_done


class CountingGate(OpenGate):
    def __init__(self) -> None:
        self.usages = []
        self.calls = []

    def enter(self, call) -> str:
        self.calls.append(call)
        return ""

    def answered(self, ticket, status, usage) -> None:
        self.usages.append(usage)


def test_the_gate_hears_what_is_sent_and_how_much_is_used(address, facebook):
    facebook.turn("batch_calls", 8)
    gate = CountingGate()
    shop = FacebookShop(CREDENTIALS, gate=gate, address=address)

    list(shop.publish([listing()]))

    (call,), (usage,) = gate.calls, gate.usages
    assert (call.endpoint, [one.key for one in call.sending]) == (
        "items_batch",
        ["l1", "o-mug"],
    )
    assert (usage.percent, usage.regained_after) == (12, None)


def test_the_budget_never_reaches_what_a_new_shop_has():
    (batch, _) = FacebookShop.budgets

    assert batch.calls + batch.burst < 8


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_unknown_of_meta_the_end_is_the_same(
    facebook, address, graph, seed
):
    facebook.draw(seed)
    facebook.turn("proof_required", value=False)
    shop = FacebookShop(CREDENTIALS, gate=OpenGate(), address=address)
    mug = listing(offer("blue"), offer("red"))
    lesser = listing(
        offer("blue", price=vnd(1)), removed=(offer("red"), offer("never"))
    )

    assert set(publish(shop, mug).values()) == {State.ACCEPTED}
    graph.batch(record("theirs"))
    assert set(publish(shop, lesser).values()) == {State.ACCEPTED}
    assert {id_: i["price"] for id_, i in graph.held().items()} == {
        "blue": "1 VND",
        "theirs": "71 USD",
    }
    final = finish(shop, list(shop.withdraw([lesser])), [lesser])
    assert final == {("l1", "content"): State.GONE}
    assert set(graph.held()) == {"theirs"}
