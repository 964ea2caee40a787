import json
import time

import pytest

from storefront.customers import consents
from storefront.customers.contacts import Contact, Kind
from storefront.customers.guards import PROVED_AT
from storefront.customers.models import Consent
from storefront.customers.services import add_contact
from tests.buying import buyer, order
from tests.signing_in import come_in, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LAN, PHONE = "lan@example.com", "+84912345678"
NEWS, REMINDERS = Consent.Purpose.NEWS, Consent.Purpose.REMINDERS


def proved(client):
    session = client.session
    session[PROVED_AT] = time.time()
    session.save()
    return client


def file_of(client) -> dict[str, object]:
    return json.loads(proved(client).get("/vi/account/data/file/").content)


def test_the_file_holds_what_the_shop_knows():
    client = come_in(LAN)
    add_contact(user=signed_in(client), contact=Contact(Kind.PHONE, PHONE))
    theirs = order(buyer=buyer(name="Trần Thị Lan", phone=PHONE, address="12 Lê Lợi"))

    told = file_of(client)

    assert told["contacts"] == ["0912 345 678", LAN]
    assert [
        (bought["number"], bought["address"], len(bought["lines"]))
        for bought in told["orders"]
    ] == [(theirs.number, "12 Lê Lợi", 1)]


def test_the_file_holds_nothing_of_others_and_no_secrets():
    order(buyer=buyer(phone="+84987654321"))
    client = come_in(LAN)

    told = file_of(client)

    assert told["orders"] == []
    assert [message["body"] for message in told["messages"]] == []


def test_the_file_wants_a_proof():
    client = come_in(LAN)
    session = client.session
    session[PROVED_AT] = 0
    session.save()

    assert client.get("/vi/account/data/file/").status_code == 302


def test_news_come_to_nobody_who_has_not_asked_for_them():
    assert consents.said(customer(LAN)) == {NEWS: False, REMINDERS: True}


def test_a_yes_and_its_end_are_both_written_down_with_their_words():
    client = come_in(LAN)

    client.post("/vi/account/data/", {"news": "on", "reminders": "on"})
    client.post("/vi/account/data/", {"reminders": "on"})

    user = signed_in(client)
    log = Consent.objects.filter(customer=user).order_by("id")
    assert [(row.purpose, row.given) for row in log] == [(NEWS, True), (NEWS, False)]
    assert log[0].text.startswith("Gửi cho tôi tin")
    assert log[0].version == consents.version_of(NEWS)


def test_the_same_again_adds_nothing():
    client = come_in(LAN)

    for _ in range(2):
        client.post("/vi/account/data/", {"news": "on", "reminders": "on"})

    assert Consent.objects.count() == 1


def test_another_sentence_is_another_version(monkeypatch):
    before = consents.version_of(NEWS)
    monkeypatch.setitem(consents.TEXTS, NEWS, "Something else.")

    assert consents.version_of(NEWS) != before
