import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from storefront.connections import services
from storefront.connections.models import Connection
from storefront.customers.models import User
from tests import builders, people
from tests.connections.post_office import PostOffice, box

LIST = "/admin/connections/connection/"
ADD = f"{LIST}add/?service=post.office"


@pytest.fixture(autouse=True)
def in_english(client: Client) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def ann(db, client: Client) -> Client:
    """The owner."""
    client.force_login(User.objects.create_superuser("ann"))
    return client


@pytest.fixture
def bob(db) -> Client:
    """Staff who may change connections."""
    user = User.objects.create_user("bob", is_staff=True)
    names = ["add_connection", "change_connection", "view_connection"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def form(password: str = "sesame", **fields: str) -> dict[str, str]:
    values = {"box": "7", "password": password, "name": "Main", "language": "vi"}
    return values | fields


def page_of(row: Connection) -> str:
    return reverse("admin:connections_connection_change", args=[row.pk])


def act(client: Client, action: str, row: Connection, **fields: str) -> str:
    data = {"action": action, "_selected_action": row.pk, **fields}
    return client.post(LIST, data, follow=True).content.decode()


def test_is_called_by_service_and_account_where_nobody_named_it():
    assert str(Connection(service="post.office", account="7")) == "Post Office · 7"
    assert str(Connection(service="gone.office", account="7")) == "gone.office · 7"


def test_the_list_is_narrowed_by_names_people_know(ann: Client):
    box()
    builders.connection(service="demo.shop")

    page = ann.get(f"{LIST}?service=post.office").text

    assert re.search(r'href="\?service=post\.office"[^>]*>Post Office<', page)


def test_offers_every_service_to_choose_from(ann: Client):
    page = ann.get(f"{LIST}add/").content.decode()

    assert '<a href="?service=post.office">Post Office</a>' in page


def test_the_services_form_is_the_guide(ann: Client):
    page = ann.get(ADD).content.decode()

    assert "Post Office is asked whether the credentials work" in page
    assert "Under Settings → Keys." in page
    assert "Not set." in page


def test_connects_an_account(ann: Client):
    answer = ann.post(ADD, form(), follow=True)

    assert "Main is connected." in answer.content.decode()
    assert Connection.objects.get().credentials["password"] == "sesame"


def test_a_refusal_is_shown_and_saves_nothing(ann: Client):
    page = ann.post(ADD, form("dead")).content.decode()

    assert "unknown password" in page
    assert "dead" not in page
    assert not Connection.objects.exists()


def test_what_is_missing_is_said_at_its_field(ann: Client):
    page = ann.post(ADD, form("")).content.decode()

    assert "This field is required." in page
    assert PostOffice.asked == []


@pytest.mark.django_db(transaction=True)
def test_the_platform_is_asked_outside_any_transaction(ann: Client):
    ann.post(ADD, form())

    assert [in_transaction for _, in_transaction in PostOffice.asked] == [False]


def test_a_secret_is_shown_only_as_set(ann: Client):
    page = ann.get(page_of(box())).content.decode()

    assert "Set. Leave blank to keep it." in page
    assert 'value="7"' in page
    assert "sesame" not in page


def test_a_secret_left_blank_is_kept(ann: Client):
    row = box(api_address="")

    ann.post(page_of(row), form("", name="Renamed", language="en"))

    row.refresh_from_db()
    assert (row.name, row.language, row.rules_revision) == ("Renamed", "en", 2)
    assert row.credentials["password"] == "sesame"


def test_a_secret_that_is_given_replaces_the_old_one(ann: Client):
    row = box()

    ann.post(page_of(row), form("open sesame", box="8"))

    row = Connection.objects.get()
    assert (row.account, row.credentials["password"]) == ("7", "open sesame")


def test_after_its_key_is_lost_an_account_can_be_connected_again(
    ann: Client, settings: Settings
):
    row = box()
    settings.CREDENTIALS_KEYS = ["A" * 43 + "="]

    assert "Not set." in ann.get(page_of(row)).content.decode()
    ann.post(page_of(row), form())

    assert Connection.objects.get().credentials["password"] == "sesame"


def test_only_the_owner_is_asked_for_another_address(ann: Client, bob: Client):
    row = box(api_address="http://127.0.0.1:1")

    assert "API address" in ann.get(page_of(row)).content.decode()
    assert "API address" not in bob.get(page_of(row)).content.decode()


def test_staff_who_save_keep_the_address_and_cannot_give_one(bob: Client):
    row = box(api_address="http://127.0.0.1:1")

    bob.post(page_of(row), form(api_address="http://eve.example.com"))

    assert Connection.objects.get().api_address == "http://127.0.0.1:1"


def test_an_owner_may_point_it_elsewhere(ann: Client):
    ann.post(ADD, form(api_address="http://127.0.0.1:2"))

    assert Connection.objects.get().api_address == "http://127.0.0.1:2"


def test_the_page_says_why_nothing_goes_out(ann: Client):
    row = box()
    services.pause(row, reason="stocktaking", until=None)

    assert "Paused: stocktaking" in ann.get(page_of(row)).content.decode()
    assert "Paused: stocktaking" in ann.get(LIST).content.decode()


def test_checks_the_credentials(ann: Client):
    dead = box("1", credentials={"box": "1", "password": "dead"})

    assert "unknown password" in act(ann, "check_credentials", dead)
    assert "the credentials work" in act(ann, "check_credentials", box("2"))


def test_pausing_asks_for_a_reason(ann: Client):
    row = box()

    assert "What changes meanwhile" in act(ann, "pause_connections", row)
    act(ann, "pause_connections", row, reason=" ", until="")
    assert not Connection.objects.get().paused

    act(ann, "pause_connections", row, reason="stocktaking", until="")
    assert Connection.objects.get().pause_reason == "stocktaking"


def test_a_pause_may_have_an_end(ann: Client):
    row = box()
    until = timezone.localtime() + timezone.timedelta(days=1)

    act(
        ann, "pause_connections", row, reason="holiday", until=f"{until:%Y-%m-%dT%H:%M}"
    )

    stored = Connection.objects.get().paused_until
    assert stored == until.replace(second=0, microsecond=0)


def test_resumes(ann: Client):
    row = box()
    services.pause(row, reason="stocktaking", until=None)

    act(ann, "resume_connections", row)

    assert not Connection.objects.get().paused


def test_closing_asks_what_becomes_of_what_is_shown(ann: Client):
    row = box()

    assert "forgets its credentials" in act(ann, "close_connections", row)
    act(ann, "close_connections", row, how="take_down")
    assert Connection.objects.get().closing

    act(ann, "close_connections", row, how="leave")
    closed = Connection.objects.get()
    assert (closed.closed, dict(closed.credentials)) == (True, {})


def test_cannot_be_deleted(ann: Client):
    row = box()

    assert ann.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in ann.get(LIST).content.decode()


@pytest.mark.parametrize("path", ["", "add/", "add/?service=post.office", "1/change/"])
def test_eve_sees_nothing(db, client: Client, path: str):
    client.force_login(User.objects.create_user("eve"))

    assert client.get(LIST + path).status_code == 302


def test_staff_without_the_right_sees_nothing(db, client: Client):
    client.force_login(User.objects.create_user("carl", is_staff=True))

    answers = [client.get(ADD), client.get(page_of(box())), client.post(ADD, form())]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_who_may_only_look_is_led_to_no_page_that_is_closed(db, client: Client):
    row = box()
    client.force_login(people.bob("connections.view_connection"))

    listed = client.get(LIST).text

    assert str(row) in listed
    assert page_of(row) not in listed


@pytest.mark.parametrize("path", ["add/?service=post.card", "99/change/", "x/change/"])
def test_what_is_not_there_is_not_found(ann: Client, path: str):
    assert ann.get(LIST + path).status_code == 404
