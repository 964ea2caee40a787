"""The tree of a platform is read, kept and refreshed; staff choose in it."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from storefront.channels import choosing, tasks, tree_reading
from storefront.channels.choosing import CannotChoose, choose, give_values
from storefront.channels.guessing import Guesser
from storefront.channels.mending import groups
from storefront.channels.models import CategoryChoice, CategoryTree, RemoteCategory
from storefront.contract.categories import Allowed, Attribute, CategoryNode
from storefront.contract.data import Text
from storefront.contract.errors import PlatformUnavailable
from tests.builders import category, product, variant
from tests.channels.engine import content, let_time_pass, sync, turn
from tests.people import bob, eve
from tests.race import in_parallel

pytestmark = pytest.mark.django_db

FOR = Attribute(
    "for",
    Text(vi="Dành cho", en="For"),
    required=True,
    values=(Allowed("women", Text(vi="Nữ", en="Women")),),
)


def node(external_id: str, *path: str, choosable: bool = True) -> CategoryNode:
    return CategoryNode(external_id, path_en=path, choosable=choosable)


TREE = [
    node("1", "Clothing", choosable=False),
    node("2", "Clothing", "Shirts"),
    node("3", "Clothing", "Shirt Stays"),
    node("4", "Home", "Dinnerware", "Bowls"),
]


@pytest.fixture
def mapping(connect, platform):
    """A connection whose platform has a tree, read already."""
    platform.tree = list(TREE)
    connection = connect("fake.mapping")
    read(connection)
    return connection


@pytest.fixture
def ann(admin_client):
    """The owner, in English."""
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return admin_client


def read(connection) -> CategoryTree:
    """One reading to the end, as the jobs do it."""
    CategoryTree.objects.filter(connection=connection).update(
        read_at=timezone.now() - timedelta(days=9)
    )
    [tree] = tree_reading.due_trees()
    tree_reading.read_tree(tree)
    tree.refresh_from_db()
    return tree


def put(connection, where, external_id: str, seen: str = "") -> None:
    choose(connection=connection, category=where, external_id=external_id, seen=seen)
    settle(connection)


def settle(connection) -> None:
    """What a choice leaves to the jobs."""
    tasks.read_tree(connection.pk)
    for choice in CategoryChoice.objects.filter(connection=connection):
        tasks.want_category(connection.pk, choice.category_id)


def sent(connection, sku: str) -> dict[str, object]:
    return content(connection, sku).attempt_payload


def ids(connection) -> list[str]:
    rows = RemoteCategory.objects.filter(connection=connection)
    return sorted(rows.values_list("external_id", flat=True))


def test_all_pages_of_the_tree_are_kept(mapping):
    assert ids(mapping) == ["1", "2", "3", "4"]


def test_what_a_later_reading_does_not_find_is_gone(mapping, platform):
    platform.tree = TREE[:2]

    read(mapping)

    assert ids(mapping) == ["1", "2"]


@pytest.mark.sqlite
def test_a_reading_cut_off_goes_on_where_it_was(mapping, platform):
    platform.tree = [node(str(n), f"Node {n}") for n in range(7)]
    platform.before = [lambda: None, PlatformUnavailable("dark", nothing_done=False)]
    tree = read(mapping)
    assert tree.under_way

    let_time_pass(60)
    tree_reading.read_tree(tree)

    assert ids(mapping) == [str(n) for n in range(7)]


def test_while_the_platform_is_dark_staff_choose_from_what_was_read(mapping, platform):
    shirts = category("Shirts")
    platform.before = [PlatformUnavailable("dark", nothing_done=False)] * 9

    assert read(mapping).under_way
    choose(connection=mapping, category=shirts, external_id="2", seen="")

    assert CategoryChoice.objects.get().path == "Clothing > Shirts"


def test_a_fresh_tree_is_left_alone(mapping):
    assert list(tree_reading.due_trees()) == []


def test_a_choice_wants_exactly_what_lies_below_it(mapping):
    shirts = category("Shirts")
    variant("polo", product=product(category=category("Polos", parent=shirts)))
    variant("pot", product=product(category=category("Pots")))
    sync(mapping)
    wanted = content(mapping, "pot").wanted

    put(mapping, shirts, "2")
    turn(mapping)

    assert sent(mapping, "polo")["channel_category"] == "2"
    assert content(mapping, "pot").wanted == wanted


def test_taking_a_choice_back_follows_the_category_above(mapping):
    clothes = category("Clothes")
    shirts = category("Shirts", parent=clothes)
    variant("polo", product=product(category=shirts))
    sync(mapping)
    put(mapping, clothes, "3")
    put(mapping, shirts, "2")

    choose(connection=mapping, category=shirts, external_id="", seen="2")
    tasks.want_category(mapping.pk, shirts.pk)
    turn(mapping)

    assert sent(mapping, "polo")["channel_category"] == "3"


@pytest.mark.parametrize("external_id", ["1", "404"])
def test_only_what_is_there_and_takes_products_can_be_chosen(mapping, external_id):
    with pytest.raises(CannotChoose):
        put(mapping, category("Shirts"), external_id)

    assert not CategoryChoice.objects.exists()


def test_a_colleagues_choice_is_not_written_over_unseen(mapping):
    shirts = category("Shirts")
    put(mapping, shirts, "2")

    with translation.override("en"), pytest.raises(CannotChoose, match="Shirts"):
        put(mapping, shirts, "3", seen="")

    assert CategoryChoice.objects.get().external_id == "2"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_is_told(mapping):
    assert choose_at_once(mapping) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_believe_that_theirs_holds(mapping, monkeypatch):
    monkeypatch.setattr(choosing, "lock_tree", lambda connection: None)

    assert choose_at_once(mapping) == 0


def choose_at_once(connection) -> int:
    """Two have seen the same and choose differently; how many are told so?"""
    shirts = category("Shirts")
    put(connection, shirts, "4")
    told: list[CannotChoose] = []
    refuse = choosing.refuse_unseen

    def chooser(external_id: str):
        def run(meet, wait):
            try:
                choose(
                    connection=connection,
                    category=shirts,
                    external_id=external_id,
                    seen="4",
                )
            except CannotChoose as reason:
                told.append(reason)

        return run

    def slow(choice, seen: str) -> None:
        """Between the look and the write is time for the other."""
        refuse(choice, seen)
        time.sleep(0.3)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "refuse_unseen", slow)
        in_parallel(chooser("2"), chooser("3"))
    return len(told)


def test_a_chosen_category_that_vanishes_is_told_and_the_choice_kept(
    ann, mapping, platform
):
    shirts = category("Shirts")
    put(mapping, shirts, "2")
    platform.tree = TREE[2:]

    read(mapping)

    assert CategoryChoice.objects.get().gone
    mending = reverse("admin:channels_mending", args=[mapping.pk])
    page = reverse("admin:channels_category", args=[mapping.pk, shirts.pk])
    assert f'href="{page}"' in ann.get(mending).text


def test_nothing_new_goes_into_a_category_that_has_vanished(mapping, platform):
    shirts = category("Shirts")
    put(mapping, shirts, "2")
    platform.tree = TREE[2:]
    read(mapping)
    variant("polo", product=product(category=shirts))

    sync(mapping)

    assert platform.holding("polo") == 0
    [group] = groups(mapping)
    page = reverse("admin:channels_category", args=[mapping.pk, shirts.pk])
    assert [address for address, _ in group.links] == [page]


def test_what_comes_back_is_no_longer_told(mapping, platform):
    put(mapping, category("Shirts"), "2")
    platform.tree = TREE[2:]
    read(mapping)
    platform.tree = TREE

    read(mapping)

    assert not CategoryChoice.objects.get().gone


def test_a_product_without_what_the_category_asks_for_rests(mapping, platform):
    platform.asked["2"] = (FOR,)
    shirts = category("Shirts")
    polo = variant("polo", product=product(category=shirts))
    put(mapping, shirts, "2")

    sync(mapping)

    assert platform.holding("polo") == 0
    [group] = groups(mapping)
    page = reverse("admin:channels_product_values", args=[mapping.pk, polo.product_id])
    assert [address for address, _ in group.links] == [page]


@pytest.mark.parametrize("of", ["category", "product"])
def test_once_it_is_said_the_product_goes_out_with_it(mapping, platform, of):
    platform.asked["2"] = (FOR,)
    shirts = category("Shirts")
    polo = variant("polo", product=product(category=shirts))
    put(mapping, shirts, "2")
    sync(mapping)

    owner = shirts if of == "category" else polo.product
    give_values(connection=mapping, of=owner, values={"for": "women"})
    settle(mapping)
    turn(mapping)

    assert platform.holding("polo") == 1
    assert sent(mapping, "polo")["attributes"] == [{"key": "for", "value": "women"}]


def test_what_a_product_says_itself_counts_before_its_category(mapping, platform):
    shirts = category("Shirts")
    polo = variant("polo", product=product(category=shirts))
    give_values(connection=mapping, of=shirts, values={"for": "women", "cut": "slim"})
    give_values(connection=mapping, of=polo.product, values={"for": "men"})

    sync(mapping)

    given = {one["key"]: one["value"] for one in sent(mapping, "polo")["attributes"]}
    assert given == {"for": "men", "cut": "slim"}


def test_an_empty_value_says_nothing_again(mapping):
    shirts = category("Shirts")
    give_values(connection=mapping, of=shirts, values={"for": "women"})
    give_values(connection=mapping, of=shirts, values={"for": ""})
    variant("polo", product=product(category=shirts))

    sync(mapping)

    assert "attributes" not in sent(mapping, "polo")


def test_the_first_guess_is_the_one_whose_name_it_is(mapping):
    assert Guesser(mapping).guesses(category("Áo sơ mi"), ("Áo sơ mi",))[0] == "2"


def test_what_staff_chose_for_the_same_category_elsewhere_is_guessed(mapping, connect):
    odd = category("Linh tinh")
    other = connect("fake.shop")
    RemoteCategory.objects.bulk_create(
        RemoteCategory(connection=other, external_id=n.external_id, reading=1)
        for n in TREE
    )
    CategoryChoice.objects.create(
        connection=other,
        category=odd,
        external_id="4",
        path="Home > Dinnerware > Bowls",
    )

    assert Guesser(mapping).guesses(odd, ("Linh tinh",))[0] == "4"


def test_without_that_it_would_not(mapping):
    odd = category("Linh tinh")

    assert Guesser(mapping).guesses(odd, ("Linh tinh",)) == []


def test_an_alike_name_goes_where_the_last_one_went(mapping):
    CategoryChoice.objects.create(
        connection=mapping,
        category=category("Linh tinh gỗ"),
        external_id="4",
        path="Home > Dinnerware > Bowls",
    )
    odd = category("Linh tinh sắt")

    assert Guesser(mapping).guesses(odd, ("Linh tinh sắt",)) == ["4"]


def test_what_the_platform_recommends_is_guessed(mapping, platform):
    odd = category("Linh tinh")
    variant("thing", product=product("Thing", category=odd))
    platform.recommends["Thing"] = "4"

    read(mapping)

    assert Guesser(mapping).guesses(odd, ("Linh tinh",)) == ["4"]


def page(connection) -> str:
    return reverse("admin:channels_categories", args=[connection.pk])


def test_a_guess_is_chosen_by_its_button(ann, mapping):
    shirts = category("Áo sơ mi")

    text = ann.get(page(mapping)).text
    assert 'name="choose" value="2"' in text
    answer = ann.post(
        page(mapping),
        {"category": shirts.pk, "choose": "2", "seen": ""},
        follow=True,
    )

    assert "<strong>Clothing &gt; Shirts</strong>" in answer.text


def test_any_other_node_is_found_by_its_words(ann, mapping):
    bowls = category("Linh tinh")
    address = reverse("admin:channels_category", args=[mapping.pk, bowls.pk])

    assert "Home &gt; Dinnerware &gt; Bowls" in ann.get(address, {"q": "bowls"}).text
    assert "No category there" in ann.get(address, {"q": "owls"}).text


def test_values_are_given_on_the_categorys_page(ann, mapping, platform):
    platform.asked["2"] = (FOR,)
    shirts = category("Shirts")
    put(mapping, shirts, "2")
    address = reverse("admin:channels_category", args=[mapping.pk, shirts.pk])

    answer = ann.post(address, {"value_0": "women", "save": ""}, follow=True)

    assert '<option value="women" selected>Women</option>' in answer.text


def test_a_value_that_is_not_offered_is_refused(ann, mapping, platform):
    platform.asked["2"] = (FOR,)
    shirts = category("Shirts")
    put(mapping, shirts, "2")
    address = reverse("admin:channels_category", args=[mapping.pk, shirts.pk])

    assert "Select a valid choice" in ann.post(address, {"value_0": "cats"}).text


@pytest.mark.parametrize(("person", "status"), [(bob, 403), (eve, 302)])
def test_who_may_not_does_not_see_it(client, mapping, person, status):
    client.force_login(person())

    assert client.get(page(mapping)).status_code == status


def test_a_channel_without_a_tree_has_no_such_page(ann, connect):
    assert ann.get(page(connect())).status_code == 404
