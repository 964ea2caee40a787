import pytest
from django.db import transaction

from storefront.catalog.models import Product
from storefront.channels import planner, sync_runs
from storefront.channels.models import Change, Listing, Offer, Part
from storefront.connections.services import bump_rules
from storefront.contract import data
from storefront.inventory.services import take
from tests.builders import product, variant
from tests.channels.engine import archive, content, part, set_price, sync
from tests.race import in_parallel

pytestmark = pytest.mark.django_db


def test_a_sale_leaves_one_change_and_touches_nothing_else(connect):
    mug = variant("mug", stock=5)
    connection = connect()
    sync(connection)
    Change.objects.all().delete()
    before = list(Part.objects.order_by("pk").values())

    take(variant_id=mug.pk, quantity=1, reference="A1")

    assert list(Change.objects.values_list("variant_id", "part")) == [(mug.pk, "stock")]
    assert list(Part.objects.order_by("pk").values()) == before


def test_a_rolled_back_sale_leaves_no_change():
    mug = variant("mug", stock=5)
    Change.objects.all().delete()

    with transaction.atomic():
        take(variant_id=mug.pk, quantity=1, reference="A1")
        transaction.set_rollback(True)

    assert not Change.objects.exists()


def test_a_price_change_raises_only_that_price(connect):
    mug, pot = variant("mug", price=10_000), variant("pot", price=20_000)
    connection = connect()
    sync(connection)

    set_price(mug, 11_000)
    planner.plan_changes()

    due = Part.objects.waiting().values_list("offer__sku", "name")
    assert list(due) == [("mug", data.Part.PRICE)]
    pot_price = part(connection, pot.sku, data.Part.PRICE)
    assert pot_price.wanted == pot_price.confirmed


def test_planning_twice_finds_nothing_the_second_time(connect):
    variant("mug")
    connect()

    assert planner.plan_changes() > 0
    assert planner.plan_changes() == 0


def test_changes_survive_a_planner_that_dies(connect, monkeypatch):
    variant("mug")
    connect()
    waiting = Change.objects.count()
    monkeypatch.setattr(planner, "plan_products", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        planner.plan_changes()

    assert Change.objects.count() == waiting


@pytest.mark.django_db(transaction=True)
def test_a_change_committed_late_under_a_lower_id_is_planned(connect):
    """Ids are given before commits: a high-water mark would step over the late one."""
    mug, pot = variant("mug"), variant("pot")
    connection = connect()
    sync(connection)

    late, early = overlapping_changes(mug.pk, pot.pk)

    assert late < early
    assert planned_stock(connection) == {"mug", "pot"}


@pytest.mark.django_db(transaction=True)
def test_with_a_high_water_mark_the_late_change_is_lost(connect, monkeypatch):
    mug, pot = variant("mug"), variant("pot")
    connection = connect()
    sync(connection)
    monkeypatch.setattr(planner, "plan_chunk", plan_by_high_water_mark())

    overlapping_changes(mug.pk, pot.pk)

    assert planned_stock(connection) == {"pot"}


def overlapping_changes(slow: int, quick: int) -> tuple[int, int]:
    """Write for `slow` first, but commit after `quick` was committed and planned."""
    ids: dict[str, int] = {}

    def write_slowly(meet, wait):
        with transaction.atomic():
            row = Change.objects.create(variant_id=slow, part=data.Part.STOCK)
            ids["late"] = row.pk
            meet()
            wait()

    def write_and_plan(meet, wait):
        meet()
        row = Change.objects.create(variant_id=quick, part=data.Part.STOCK)
        ids["early"] = row.pk
        planner.plan_changes()
        wait()

    in_parallel(write_slowly, write_and_plan)
    planner.plan_changes()
    return ids["late"], ids["early"]


def planned_stock(connection) -> set[str]:
    waiting = Part.objects.waiting().filter(connection=connection, name="stock")
    return set(waiting.values_list("offer__sku", flat=True))


def plan_by_high_water_mark():
    mark = {"id": 0}

    def plan_chunk() -> int:
        changes = list(Change.objects.filter(pk__gt=mark["id"]).order_by("pk"))
        for connection in planner.publishing_connections():
            with transaction.atomic():
                planner.plan_variants(connection, changes, part=data.Part.STOCK)
        mark["id"] = max([mark["id"], *(change.pk for change in changes)])
        return len(changes)

    return plan_chunk


def test_a_draft_is_not_listed_and_an_archived_product_is_withdrawn(connect, platform):
    mug = variant("mug")
    variant("pot", product=product(state=Product.State.DRAFT))
    connection = connect()
    sync(connection)
    assert platform.holding("mug") == 1
    assert not Listing.objects.filter(offers__sku="pot").exists()

    withdrawn = content(connection, "mug")

    archive(mug)
    sync(connection)

    withdrawn.refresh_from_db()
    assert platform.items == {}
    assert withdrawn.confirmed == withdrawn.wanted


def test_new_rules_are_found_by_less_than_only(connect):
    variant("mug")
    connection = connect()
    sync(connection)
    assert not planner.is_behind(connection)

    bump_rules(connection)
    connection.refresh_from_db()

    assert planner.is_behind(connection)
    Listing.objects.update(planned_rules=connection.rules_revision + 1)
    assert not planner.is_behind(connection)


def test_a_new_mapping_version_plans_everything_anew(connect, monkeypatch):
    variant("mug")
    connection = connect()
    sync(connection)

    monkeypatch.setattr(planner.publisher(connection), "mapping_version", 2)

    assert planner.is_behind(connection)


def test_a_killed_run_goes_on_behind_its_last_chunk(connect, monkeypatch):
    variants = [variant(f"v{n}") for n in range(5)]
    Change.objects.all().delete()
    connection = connect()
    monkeypatch.setattr(planner, "CHUNK", 2)
    run = sync_runs.open_run(connection)
    sync_runs.plan_next(run)

    sync_runs.plan_all(sync_runs.open_run(connection))

    run.refresh_from_db()
    assert (run.total, run.state) == (len(variants), "sending")
    wanted = Part.objects.filter(name="content").values_list("wanted", flat=True)
    assert list(wanted) == [1] * 5


def test_variants_beyond_the_limit_go_to_a_second_split_and_never_move(connect):
    shirt = product(axis_1="size")
    variants = [
        variant(f"shirt-{n}", product=shirt, option_1_vi=f"size {n}") for n in range(5)
    ]
    connection = connect()
    sync(connection)
    before = splits(connection)

    variants[0].archived = True
    variants[0].save()
    variant("shirt-5", product=shirt, option_1_vi="size 5")
    sync(connection)

    assert before == {f"shirt-{n}": n // 3 for n in range(5)}
    assert splits(connection) == {f"shirt-{n}": n // 3 for n in range(1, 6)}


def splits(connection) -> dict[str, int]:
    offers = Offer.objects.filter(connection=connection)
    return dict(offers.values_list("sku", "listing__split"))
