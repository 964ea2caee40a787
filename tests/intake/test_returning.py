"""What buyers of a channel want back, as staff see it at the order."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from storefront.connections.models import Connection
from storefront.contract.orders import OrderState
from storefront.contract.returns import RemoteReturn, ReturnKind, ReturnState
from storefront.intake.importing import take_in
from storefront.intake.models import ImportedOrder
from storefront.intake.returning import take_in_returns, watch_returns
from storefront.inventory.models import Movement
from storefront.orders.models import Order, Return
from storefront.outbox.models import Alert
from tests import builders
from tests.crowd import all_at_once
from tests.intake.test_importing import told
from tests.intake.working import standing
from tests.people import ann

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 1, 2, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def channel(db) -> Connection:
    return builders.connection("north")


def wanted(**fields: object) -> RemoteReturn:
    facts: dict[str, object] = {
        "external_id": "r1",
        "order_id": "17",
        "kind": ReturnKind.RETURN,
        "state": ReturnState.ASKED,
        "updated_at": NOON,
        "answer_by": NOON + 48 * HOUR,
    }
    return RemoteReturn(**facts | fields)


def done(**fields: object) -> RemoteReturn:
    facts = {"state": ReturnState.DONE, "answer_by": None, "updated_at": NOON + HOUR}
    return wanted(**facts | fields)


def take(channel: Connection, *tellings: RemoteReturn) -> None:
    for telling in tellings:
        take_in_returns(channel, [telling])


def open_alerts() -> list[str]:
    watch_returns()
    with override("en"):
        return [str(alert) for alert in Alert.objects.open().filter(kind=KIND)]


KIND = "return to answer"


def page_of_order(language: str = "en") -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(ann())
    return client.get(f"/admin/orders/order/{Order.objects.get().pk}/change/").text


@pytest.fixture
def sold(channel) -> Order:
    take_in(channel, told(OrderState.SHIPPED), read_at=NOON)
    return Order.objects.get()


def test_staff_see_at_the_order_what_is_wanted_and_what_to_do(channel, sold):
    take(channel, wanted())

    page = page_of_order("vi")

    assert (
        "<strong>Trả hàng lấy lại tiền: chờ trả lời.</strong>"
        " Trả lời trước 12:00 04/01/2030.<br>Hãy trả lời trên kênh bán: không trả lời"
        " thì yêu cầu có thể tự được chấp nhận."
    ) in page


@pytest.mark.sqlite
def test_told_again_or_late_it_is_one_row_and_the_newest(channel):
    take(channel, wanted(), done(), wanted())

    row = Return.objects.get()
    assert (row.state, row.answer_by) == ("done", None)


def test_of_four_at_once_there_is_one(transactional_db):
    channel = builders.connection("north")

    results = all_at_once([lambda: take(channel, wanted())] * 4)

    assert (results, Return.objects.count()) == ([None] * 4, 1)


def test_an_order_that_is_not_here_is_looked_at(channel):
    take(channel, wanted(order_id="99"))

    row = ImportedOrder.objects.get(external_id="99")
    assert row.wanted > row.looked


def test_one_that_is_here_is_not_read_again_for_it(channel, sold):
    take(channel, wanted())

    row = ImportedOrder.objects.get()
    assert row.wanted == row.looked


def test_staff_are_told_until_when_to_answer_and_that_it_is_over(channel, sold):
    take(channel, wanted())
    before = open_alerts()
    take(channel, done())

    wants = "the buyer of order 17 wants something back"
    assert before == [f"{channel}: {wants}. Answer by 12:00 04.01.2030."]
    assert (open_alerts(), Alert.objects.filter(kind=KIND).count()) == ([], 1)


def test_the_alert_leads_to_the_order(channel, sold):
    take(channel, wanted())
    watch_returns()

    assert Alert.objects.get(kind=KIND).link == f"/admin/orders/order/{sold.pk}/change/"


def test_looking_again_asks_as_much_for_many_as_for_one(
    channel,
    django_assert_num_queries,
):
    take(channel, *(wanted(external_id=f"r{n}", order_id=f"{n}") for n in range(3)))
    watch_returns()

    with django_assert_num_queries(3):  # the returns, their orders, the open alerts
        watch_returns()


def test_what_nobody_waits_for_is_no_alert(channel):
    take(
        channel,
        wanted(state=ReturnState.AGREED, answer_by=None),
        done(external_id="r2"),
    )

    assert open_alerts() == []


def test_of_a_closed_channel_nothing_is_to_be_answered(channel):
    take(channel, wanted())
    Connection.objects.update(state=Connection.State.CLOSED)

    assert open_alerts() == []


def test_no_stock_is_moved_by_itself(channel):
    mug = builders.variant("mug", stock=5)
    take_in(channel, told(), read_at=NOON)
    before = Movement.objects.count(), standing(mug)

    take(channel, wanted(), done())

    assert (Movement.objects.count(), standing(mug)) == before
    assert "count them into the stock" in page_of_order()
