"""The demo plugin against its sandbox: what is peculiar to this platform."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.demo.plugin import DemoCredentials, DemoShop
from plugins.demo.sandbox import DemoSandbox
from storefront.contract.data import Listing, Outcome, Part, State
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import OpenGate
from storefront.contract.sandbox import log, running
from storefront.contract.testing import Conformance, Listening, with_ids


@pytest.fixture
def sandbox(tmp_path: Path) -> DemoSandbox:
    sandbox = DemoSandbox(tmp_path / "demo.sqlite3", seed=7)
    sandbox.turn("settling", 0)
    return sandbox


@pytest.fixture
def demo(sandbox: DemoSandbox) -> Iterator[DemoShop]:
    with running(sandbox) as address:
        yield DemoShop(sandbox.seeded, gate=OpenGate(), address=address)


def listing(number: int = 1, **fields: object) -> Listing:
    return replace(Conformance().listing(number), **fields)


def publish(demo: DemoShop, *listings: Listing) -> list[Outcome]:
    return list(demo.publish(listings))


def published(demo: DemoShop) -> Listing:
    return with_ids(listing(), publish(demo, listing())[0].external_ids)


def test_ids_are_text_to_us(demo: DemoShop):
    ids = publish(demo, listing())[0].external_ids

    assert ids == {"l1": "1", "o2": "1", "o3": "2"}


def test_a_token_of_another_shop_is_a_dead_one(demo: DemoShop):
    demo.credentials = {"shop": "demo", "token": "other-token"}

    with pytest.raises(CredentialsDead, match="another shop"):
        demo.check()


def test_one_refused_product_does_not_stop_the_next(demo: DemoShop):
    outcomes = publish(demo, listing(1, title="x" * 121), listing(2))

    contents = {o.key: o for o in outcomes if o.part is Part.CONTENT}
    assert contents["l1"].state is State.REFUSED
    assert contents["l1"].problems[0].message.vi == "Tên sản phẩm dài quá 120 ký tự."
    assert contents["l2"].state is State.ACCEPTED


def test_an_outcome_is_handed_over_before_the_next_call_is_made(
    demo: DemoShop, sandbox: DemoSandbox
):
    outcomes = demo.publish([listing(1), listing(2)])

    next(outcomes)

    assert len(list(log.entries(sandbox))) == 1


@pytest.mark.parametrize(("switch", "value"), [("too_fast", 1), ("moody", 100)])
def test_a_no_that_says_nothing_was_done_is_believed(
    demo: DemoShop, sandbox: DemoSandbox, switch: str, value: int
):
    sandbox.turn(switch, value)

    with pytest.raises(PlatformUnavailable) as error:
        publish(demo, listing())

    assert error.value.nothing_done
    assert error.value.retry_after


def test_what_the_platform_lost_is_gone(demo: DemoShop):
    known = published(demo)
    list(demo.withdraw([known]))

    states = {o.state for o in [*demo.publish([known]), *demo.update_offers([known])]}

    assert states == {State.GONE}


def test_an_offer_update_leaves_the_rest_alone(demo: DemoShop, sandbox: DemoSandbox):
    known = published(demo)
    first, second = known.offers
    zero = replace(first, stock=0, changed=frozenset({Part.STOCK}))
    still = replace(second, stock=99, changed=frozenset())

    list(demo.update_offers([replace(known, offers=(zero, still))]))

    held = next(iter(sandbox.items()))["skus"]
    assert [(s["stock"], s["price"]) for s in held] == [(0, 120_002), (3, 120_003)]  # type: ignore[attr-defined]


def test_stock_that_nobody_counts_stays_uncounted(demo: DemoShop, sandbox: DemoSandbox):
    offer = replace(listing().offers[0], stock=None)

    publish(demo, listing(offers=(offer,)))

    assert next(iter(sandbox.items()))["skus"][0]["stock"] is None  # type: ignore[index]


def test_finds_the_oldest_of_two_first_with_as_few_questions_as_it_can(
    demo: DemoShop, sandbox: DemoSandbox
):
    publish(demo, listing())
    publish(demo, listing())
    asking = Listening()
    demo.client.http.gate = asking

    found = demo.find(["SKU-2", "SKU-3"])

    assert [remote.external_id for remote in found] == ["1", "2"]
    assert [call.endpoint for call in asking.calls] == ["search"]


@pytest.mark.parametrize(
    "values",
    [
        {"shop": "a b", "token": "x-token"},
        {"shop": "a", "token": "khóa"},
        {"shop": "a", "token": "x\ny"},
        {"shop": "a" * 41, "token": "x"},
        {"shop": "", "token": ""},
    ],
)
def test_credentials_that_cannot_be_right_are_refused_by_the_form(
    values: dict[str, str],
):
    assert not DemoCredentials(values).is_valid()


def test_a_cursor_the_platform_does_not_know_is_refused(demo: DemoShop):
    with pytest.raises(PlatformRefused):
        demo.read_back("x")
