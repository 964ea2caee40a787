"""What a platform's categories ask for, and the tree that many platforms share."""

import pytest

from storefront.contract.categories import Allowed, Attribute, attribute_problems
from storefront.contract.data import Given, Listing, Money, Offer, Option, Text
from storefront.contract.product_taxonomy import ProductTaxonomy, paths

BOTH = Text(vi="Màu", en="Colour")
RED = Allowed("red", BOTH)


def listing(*options: Option, **given: str) -> Listing:
    offer = Offer("o1", "mug", Money(1, "VND"), 1, options=options)
    values = tuple(Given(key, value) for key, value in given.items())
    return Listing("l1", "Mug", "", "", (offer,), brand="Us", attributes=values)


def codes(attribute: Attribute, of: Listing) -> list[str]:
    return [problem.code for problem in attribute_problems(of, [attribute])]


def test_what_is_required_and_not_said_is_missing():
    assert codes(Attribute("color", BOTH, required=True), listing()) == [
        "attribute_missing"
    ]


@pytest.mark.parametrize(
    "attribute",
    [
        Attribute("color", BOTH),
        Attribute("color", BOTH, required=True, field="color"),
        Attribute("brand", BOTH, required=True, field="brand"),
    ],
)
def test_what_is_optional_or_known_already_is_not(attribute):
    assert codes(attribute, listing(Option("color", "Colour", "red"))) == []


def test_it_may_be_required_by_what_another_says():
    lid = Attribute("lid", BOTH, required_if=(("kind", "pot"),))

    assert codes(lid, listing(kind="cup")) == []
    assert codes(lid, listing(kind="pot")) == ["attribute_missing"]


def test_only_values_that_are_known_are_taken_unless_any_text_is():
    strict = Attribute("color", BOTH, values=(RED,))
    free = Attribute("color", BOTH, values=(RED,), free=True)

    assert codes(strict, listing(color="blue")) == ["attribute_unknown"]
    assert codes(free, listing(color="blue")) == codes(strict, listing(color="red"))


def test_the_shared_tree_is_whole():
    assert len(paths()) == 5582
    assert paths()["2169"][-2:] == ("Drinkware", "Mugs")


def test_clothes_say_for_whom_they_are():
    tree = object.__new__(type("Tree", (ProductTaxonomy,), {}))

    assert [a.key for a in tree.attributes("212")] == ["gender", "age_group"]
    assert tree.attributes("2169") == ()
