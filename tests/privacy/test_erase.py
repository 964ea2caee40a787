"""After it, nothing anywhere names them: looked for, not asserted column by column."""

import logging
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from storefront.connections.models import Connection
from storefront.customers.consents import say
from storefront.customers.contacts import Contact, Kind
from storefront.customers.guards import PROVED_AT
from storefront.customers.models import Consent, Identity, User
from storefront.customers.services import add_contact
from storefront.exchange.everything import export_all
from storefront.orders.models import Order, OrderEvent
from storefront.orders.services import cancel_order, complete_order, confirm_order
from storefront.outbox.models import Message
from storefront.outbox.services import send_email
from storefront.privacy import columns, erasing
from storefront.privacy.erasing import StillUnderWay, erase
from tests.buying import browser, buyer, order
from tests.crowd import all_at_once
from tests.signing_in import come_in, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

CANARY, PHONE = "Quetzalina", "+84987001122"
EMAIL = f"{CANARY.lower()}@example.com"
NEEDLES = (CANARY.lower(), PHONE[1:], PHONE[3:])
AGENT = f"Mozilla/5.0 ({CANARY})"


def known_everywhere():
    """A customer whose name is in every place a name can get into."""
    client = browser()
    client.defaults["HTTP_USER_AGENT"] = AGENT
    come_in(EMAIL, client)
    user = signed_in(client)
    User.objects.filter(pk=user.pk).update(
        name=CANARY, first_name=CANARY, email=EMAIL, last_name=CANARY
    )
    add_contact(user=user, contact=Contact(Kind.PHONE, PHONE))
    facebook = Connection.objects.create(
        service="facebook.login", account="1", credentials={"app_id": "1"}
    )
    Identity.objects.create(
        user=user, connection=facebook, external_id=f"fb-{CANARY}", name=CANARY
    )
    say(user=user, purpose=Consent.Purpose.NEWS, given=True)
    finished(bought_by(user))
    finished(bought_by(None))  # as a guest, before the account
    note_of_staff(user)
    return client, user


def bought_by(user) -> Order:
    who = buyer(
        name=f"{CANARY} Trần", phone=PHONE, email=EMAIL, address=f"12 {CANARY}, Huế"
    )
    placed = order(buyer=who, customer=user, client_ip="203.0.113.9")
    Order.objects.filter(pk=placed.pk).update(note=f"ring for {CANARY}")
    send_email(
        to=EMAIL, subject="Hello", body=CANARY, language="vi", about=placed.number
    )
    return placed


def finished(placed: Order) -> None:
    boss = User.objects.get_or_create(username="boss", is_staff=True)[0]
    complete_order(order=confirm_order(order=placed, by=boss), by=boss)
    OrderEvent.objects.filter(order=placed).update(note=f"{CANARY} called")


def note_of_staff(user) -> None:
    boss = User.objects.get_or_create(username="boss", is_staff=True)[0]
    LogEntry.objects.create(
        user=boss,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=CANARY,
        action_flag=CHANGE,
        change_message=CANARY,
    )


def hits_in_database() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            rows = cursor.fetchall()
            hits = sum(in_it(" ".join(map(str, row))) for row in rows)
            if hits:
                found[model._meta.label] = hits
    return found


def in_it(text: str) -> bool:
    return any(needle in text.lower() for needle in NEEDLES)


def hits_in(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if in_it(path.read_bytes().decode("latin-1"))]


def erase_by_page(client):
    session = client.session
    session[PROVED_AT] = time.time()
    session.save()
    return client.post("/vi/account/data/erase/", {"sure": "on"})


def test_leaves_nothing_in_rows_logs_exports_and_pictures(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    client, _user = known_everywhere()
    before, exported = hits_in_database(), tmp_path / "exported"

    done = erase_by_page(client)
    export_all(folder=exported)

    assert set(before) >= {
        "customers.User",
        "customers.Identity",
        "account.EmailAddress",
        "admin.LogEntry",
        "orders.Order",
        "orders.OrderEvent",
        "outbox.Message",
        "usersessions.UserSession",
    }
    assert (done.status_code, done.url) == (302, "/vi/account/forgotten/")
    assert hits_in_database() == {}
    assert hits_in(exported) == []
    assert hits_in(Path(settings.MEDIA_ROOT)) == []
    assert not in_it(caplog.text)


def test_the_search_finds_what_is_left(monkeypatch):
    """The control: with one step taken away, something names them."""
    monkeypatch.setattr(erasing, "forget_what_staff_noted", lambda user: None)
    client, _user = known_everywhere()

    erase_by_page(client)

    assert hits_in_database() == {"admin.LogEntry": 1}


def test_orders_stay_as_figures():
    client, _user = known_everywhere()
    totals = sorted(Order.objects.values_list("total", flat=True))

    erase_by_page(client)

    assert sorted(Order.objects.values_list("total", flat=True)) == totals
    assert {line.sku for order in Order.objects.all() for line in order.lines.all()}


def test_their_browsers_are_signed_out_and_the_way_in_makes_a_new_account():
    client, user = known_everywhere()

    erase_by_page(client)

    assert client.get("/vi/account/").status_code == 302
    assert signed_in(come_in(EMAIL)).pk != user.pk


def test_waits_for_orders_that_are_under_way_and_changes_nothing():
    client, user = known_everywhere()
    placed = bought_by(user)
    before = hits_in_database()

    page = erase_by_page(client)

    assert page.status_code == 422
    assert placed.number in page.content.decode()
    assert hits_in_database() == before


def test_can_go_on_once_the_order_is_cancelled():
    _client, user = known_everywhere()
    placed = bought_by(user)
    with pytest.raises(StillUnderWay):
        erase(user=user)

    cancel_order(order=placed, by=None)
    erase(user=user)

    assert not User.objects.filter(pk=user.pk).exists()


def test_others_keep_all_of_theirs():
    client, _user = known_everywhere()
    other = order(buyer=buyer(name="Lê Minh Châu"))

    erase_by_page(client)

    other.refresh_from_db()
    assert other.buyer_name == "Lê Minh Châu"
    assert not Message.objects.filter(to=EMAIL).exists()


def test_wants_a_tick_and_a_proof():
    client, user = known_everywhere()

    unticked = client.post("/vi/account/data/erase/", {})
    session = client.session
    session[PROVED_AT] = 0
    session.save()
    unproved = client.post("/vi/account/data/erase/", {"sure": "on"})

    assert (unticked.status_code, unproved.url.partition("?")[0]) == (
        422,
        "/vi/account/prove/",
    )
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_has_one_end():
    _client, user = known_everywhere()

    results = all_at_once([lambda: erase(user=user)] * 4)

    assert results == [None] * 4
    assert hits_in_database() == {}


def test_every_column_said_to_be_erased_belongs_to_a_table_that_is_emptied():
    client, _user = known_everywhere()
    told = {label for label, table in columns.tables().items() if table.erased}

    before = set(hits_in_database())
    erase_by_page(client)

    assert before <= told
