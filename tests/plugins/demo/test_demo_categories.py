"""Demo Shop has a tree of its own, and asks for things in some of its categories."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from plugins.demo.plugin import DemoShop
from plugins.demo.sandbox import DemoSandbox
from storefront.contract.data import Given, Listing, Money, Offer, State
from storefront.contract.http import OpenGate
from storefront.contract.sandbox import running

TEA = Listing(
    "l1",
    "Trà sen",
    "",
    "https://shop.example.com",
    (Offer("o1", "tea", Money(9, "VND"), 1),),
)


@contextmanager
def shop(folder) -> Iterator[tuple[DemoSandbox, DemoShop]]:
    sandbox = DemoSandbox(folder / "demo.sqlite3")
    with running(sandbox) as address:
        yield (
            sandbox,
            DemoShop(sandbox.seeded, gate=OpenGate(), address=address),
        )


def said(service: DemoShop, listing: Listing) -> list[str]:
    [content, *_] = service.publish([listing])
    assert (content.state is State.REFUSED) == bool(content.problems)
    return [problem.said for problem in content.problems]


def test_pages_become_paths_in_both_languages(tmp_path):
    with shop(tmp_path) as (_, service):
        nodes = {node.external_id: node for node in service.categories("").items}

    assert nodes["31"].path_vi == ("Thực phẩm", "Trà")
    assert nodes["31"].path_en == ("Food", "Tea")
    assert (nodes["3"].choosable, nodes["31"].choosable) == (False, True)
    assert len(nodes) > 40  # more than one page of theirs


@pytest.mark.parametrize(
    ("category", "given", "answer"),
    [
        ("", {}, []),
        ("114", {}, []),
        ("404", {}, ["category_unknown"]),
        ("3", {}, ["category_not_an_end"]),
        ("31", {}, ["attribute_missing"]),
        ("31", {"kept": "hot"}, ["attribute_unknown"]),
        ("31", {"kept": "dry"}, []),
    ],
)
def test_it_holds_products_to_its_categories(tmp_path, category, given, answer):
    values = tuple(Given(key, value) for key, value in given.items())
    listing = replace(TEA, channel_category=category, attributes=values)

    with shop(tmp_path) as (_, service):
        assert said(service, listing) == answer


def test_what_it_asks_for_is_what_it_refuses_without(tmp_path):
    with shop(tmp_path) as (_, service):
        asked = service.attributes("31")

    assert [a.key for a in asked if a.required] == ["kept"]
    assert [value.id for value in asked[0].values] == ["dry", "cool", "frozen"]


def test_a_category_can_vanish(tmp_path):
    with shop(tmp_path) as (sandbox, service):
        sandbox.turn("without", 114)
        ids = {node.external_id for node in service.categories("").items}

    assert "114" not in ids


def test_it_recommends_by_the_title(tmp_path):
    with shop(tmp_path) as (_, service):
        assert service.recommended("Áo thun cổ tròn") == "211"
        assert service.recommended("Thứ khác") == ""
