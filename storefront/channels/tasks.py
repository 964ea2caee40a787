from datetime import timedelta

from django.utils import timezone

from storefront.catalog.models import Category
from storefront.channels import (
    adopting,
    answers,
    choosing,
    closing,
    comparing,
    held_alerts,
    learning,
    planner,
    pusher,
    readback,
    reviewing,
    sync_runs,
    tree_reading,
    warehouse_reading,
)
from storefront.channels.models import (
    Attempt,
    CategoryTree,
    Change,
    Part,
    ReadBack,
    Review,
    SyncRun,
)
from storefront.connections.models import Connection
from storefront.connections.standstill import standstill
from storefront.connections.tasks import SHARE
from storefront.jobs.kinds import Later, job


@job(queue="fast")
def plan() -> None:
    if planner.plan_changes():
        wake_pushers()


@job(queue="fast", lease=timedelta(seconds=90), group=SHARE)
def push(connection_id: int, slot: int) -> None:
    connection = Connection.objects.get(pk=connection_id)
    again = pusher.push(connection, watches=slot == 0)
    sync_runs.follow(connection)
    if again is not None:
        raise Later(again)


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def plan_all(connection_id: int) -> None:
    run = SyncRun.objects.filter(connection=connection_id, ended_at=None).first()
    if run is not None:
        sync_runs.plan_all(run)
        wake_pushers()


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def read_back(connection_id: int) -> None:
    run = ReadBack.objects.open().filter(connection=connection_id).first()
    if run is None:
        return
    again = readback.read_for(run)
    if again is not None:
        raise Later(again)
    wake_pushers()


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def compare(connection_id: int) -> None:
    connection = Connection.objects.get(pk=connection_id)
    if comparing.compare(connection):
        wake_pushers()


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def adopt_certain(connection_id: int) -> None:
    connection = Connection.objects.get(pk=connection_id)
    adopting.adopt_all(connection, adopting.certain_products(connection))
    wake_pushers()


@job(queue="slow", every=timedelta(minutes=1))
def read_trees() -> None:
    """Go on with what is being read, and begin what has become too old."""
    for tree in tree_reading.due_trees():
        if standstill(tree.connection) is None:
            connection_id = tree.connection_id
            read_tree.enqueue(key=str(connection_id), connection_id=connection_id)


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def read_tree(connection_id: int) -> None:
    """The tree, and what the categories chosen there ask for."""
    for tree in CategoryTree.objects.filter(connection=connection_id):
        again = tree_reading.read_tree(tree)
        if again is not None:
            raise Later(again)


@job(queue="slow", every=timedelta(minutes=1))
def watch_warehouses() -> None:
    for connection in warehouse_reading.due():
        if standstill(connection) is None:
            connection_id = connection.pk
            read_warehouses.enqueue(key=str(connection_id), connection_id=connection_id)


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def read_warehouses(connection_id: int) -> None:
    again = warehouse_reading.read_warehouses(Connection.objects.get(pk=connection_id))
    if again is not None:
        raise Later(again)


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def ask_verdicts(connection_id: int) -> None:
    again = reviewing.ask_for(Connection.objects.get(pk=connection_id))
    if again is not None:
        raise Later(again)


@job(queue="slow", every=timedelta(seconds=30))
def watch_reviews() -> None:
    due = Review.objects.due().values("connection")
    for connection in Connection.objects.open().filter(pk__in=due):
        if standstill(connection) is None:
            wake_reviewer(connection.pk)


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def want_category(connection_id: int, category_id: int) -> None:
    connection = Connection.objects.get(pk=connection_id)
    for category in Category.objects.filter(pk=category_id):
        choosing.want_anew(connection, category)
    wake_pushers()


@job(queue="fast", every=timedelta(seconds=5))
def sweep() -> None:
    """Find the work whose wake-up was lost. Nothing depends on wake-ups."""
    if Change.objects.exists():
        wake_planner()
    wake_pushers()
    for connection in planner.publishing_connections():
        if planner.is_behind(connection):
            sync_runs.open_run(connection)
    closing.finish()
    wake_readers()
    wake_comparers()
    planning = SyncRun.objects.filter(state=SyncRun.State.PLANNING)
    for connection_id in planning.values_list("connection_id", flat=True):
        plan_all.enqueue(key=str(connection_id), connection_id=connection_id)


@job(queue="slow", lease=timedelta(seconds=600), group=SHARE)
def learn_buffers(connection_id: int) -> None:
    learning.learn(Connection.objects.get(pk=connection_id))


@job(queue="slow", every=timedelta(days=1))
def learn_all_buffers() -> None:
    learning_ones = Connection.objects.open().filter(caution__learns=True)
    for connection_id in learning_ones.values_list("pk", flat=True):
        learn_buffers.enqueue(key=str(connection_id), connection_id=connection_id)


@job(queue="slow", every=timedelta(minutes=1))
def watch_held_prices() -> None:
    held_alerts.watch_held()


@job(queue="slow", every=timedelta(days=1))
def forget_old_calls() -> None:
    """The answers of a platform are kept for 90 days."""
    ended = Attempt.objects.filter(ended_at__lt=timezone.now() - timedelta(days=90))
    ended.delete()
    answers.forget_old_answers()


def wake_planner() -> None:
    """Best effort: a lost wake-up costs the seconds until the next sweep."""
    plan.enqueue(key="plan")


def wake_readers() -> None:
    """Go on with every read-back that calls may go out for; begin those never made."""
    for connection in Connection.objects.open():
        if readback.due(connection):
            readback.open_run(connection)
        run = ReadBack.objects.open().filter(connection=connection).first()
        if run and standstill(connection) is None:
            read_back.enqueue(key=str(connection.pk), connection_id=connection.pk)


def wake_reviewer(connection_id: int) -> None:
    ask_verdicts.enqueue(key=str(connection_id), connection_id=connection_id)


def wake_comparers() -> None:
    for connection in planner.publishing_connections():
        if comparing.due(connection):
            compare.enqueue(key=str(connection.pk), connection_id=connection.pk)


def wake_pushers() -> None:
    """Start a push for every connection with something to send, or to ask about."""
    for connection in planner.publishing_connections():
        if Part.objects.waiting().filter(connection=connection).exists():
            wake_pusher(connection)


def wake_pusher(connection: Connection) -> None:
    service = planner.publisher(connection)
    for slot in range(service.calls_at_once if service else 0):
        push.enqueue(
            key=f"{connection.pk}:{slot}",
            connection_id=connection.pk,
            slot=slot,
        )
