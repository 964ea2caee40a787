"""The platform's tree of categories and what they ask for, in our words."""

import pytest

from storefront.contract.categories import attribute_problems
from storefront.contract.data import Given
from storefront.contract.testing.answers import whole_tree
from tests.plugins.tiktok_shop.goods import LAMPS, SHIRTS, listing
from tests.plugins.tiktok_shop.selling import built


@pytest.fixture
def shop(address):
    return built(address)


def test_the_tree_has_its_names_in_both_languages(shop):
    bowls = next(node for node in whole_tree(shop) if node.external_id == "600154")

    assert bowls.path_vi == ("Đồ gia dụng", "Đồ dùng bàn ăn", "Bát & Tô")
    assert bowls.path_en == ("Home Supplies", "Tableware", "Bowls")
    assert bowls.choosable


@pytest.mark.parametrize("number", ["600024", "849032"], ids=["above", "prohibited"])
def test_where_no_product_may_be_none_can_be_put(shop, number):
    node = next(node for node in whole_tree(shop) if node.external_id == number)

    assert not node.choosable


@pytest.mark.parametrize("spelt_right", [True, False])
def test_what_is_required_is_asked_for_however_it_is_spelt(shop, tiktok, spelt_right):
    tiktok.turn("spelt_right", spelt_right)
    asked = {one.key: one for one in shop.attributes(SHIRTS)}

    material = asked["100149"]
    assert (material.required, material.free) == (True, True)
    assert (material.name.vi, material.name.en) == ("Chất liệu", "Material")
    assert [one.name.en for one in material.values] == ["Cotton", "Linen", "Silk"]
    assert "100000" not in asked  # tells variants apart: the variants say it


def test_only_what_is_missing_is_asked_for(shop):
    asked = shop.attributes(LAMPS)
    sides = [Given(f"package_{n}", "20") for n in ("length", "width", "height")]
    with_battery = listing(attributes=(*sides, Given("101395", "id:1000051")))
    without = listing(attributes=(*sides, Given("101395", "id:1000052")))

    missing = [
        problem.message.en for problem in attribute_problems(with_battery, asked)
    ]
    assert missing == ["“Kind of battery” is missing: the chosen category asks for it."]
    assert list(attribute_problems(without, asked)) == []


def test_it_says_itself_where_a_title_belongs(shop):
    assert shop.recommended("Ấm trà men lam, bình trà gia đình") == "600157"
