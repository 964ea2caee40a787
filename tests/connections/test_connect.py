import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from pytest_django import Settings

from storefront.connections import services
from storefront.connections.models import Connection
from tests.connections.post_office import PostOffice, box


def connect(
    password: str = "sesame", *, number: str = "7", **fields: str
) -> Connection:
    values = {"box": number, "password": password}
    return services.connect(service="post.office", credentials=values, **fields)


@pytest.mark.sqlite
def test_saves_what_the_platform_accepted(db):
    made = connect(name="Main box", language="en")

    row = Connection.objects.open().get()
    assert (row.pk, row.account, row.name, row.language) == (
        made.pk,
        "7",
        "Main box",
        "en",
    )
    assert dict(row.credentials) == {"box": "7", "password": "sesame"}


def test_asks_the_platform_before_the_transaction(db):
    connect()

    assert PostOffice.asked == [("https://post.example.com", False)]


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Trường này là bắt buộc."),
        ("dead", "unknown password"),
        ("closed", "Bưu điện đóng cửa."),
        ("dark", "no connection"),
        ("bro\udcc3ken", "ký tự không phải chữ"),
    ],
)
def test_saves_nothing_and_says_why_in_the_readers_language(
    db, password: str, message: str
):
    with translation.override("vi"):
        with pytest.raises(ValidationError) as refused:
            connect(password)
        assert message in str(refused.value)

    assert Connection.objects.count() == 0


def test_refused_in_english_too(db):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        connect("closed")

    assert refused.value.messages == ["The office is closed."]


@pytest.mark.parametrize("extra", [{"pasword": "x"}, {"": ""}])
def test_a_misspelt_credential_is_named(db, extra: dict[str, str]):
    values = {"box": "7", "password": "sesame", **extra}
    with pytest.raises(ValidationError, match="It asks for box, password"):
        services.connect(service="post.office", credentials=values)


def test_an_unknown_service_is_refused(db):
    with pytest.raises(ValidationError, match=r"no service post\.card"):
        services.connect(service="post.card", credentials={})


@pytest.mark.parametrize(
    "address",
    [
        "ftp://post",
        "post",
        "javascript:1",
        "http://a@post.test",
        "http://post.test?x=1",
    ],
)
def test_another_address_is_a_plain_web_address(db, address: str):
    with pytest.raises(ValidationError):
        connect(api_address=address)
    assert PostOffice.asked == []


def test_another_address_needs_the_owners_leave(db, settings: Settings):
    settings.ALLOW_API_ADDRESS = False

    with pytest.raises(ValidationError, match="ALLOW_API_ADDRESS"):
        connect(api_address="http://127.0.0.1:1")


def test_asks_at_the_other_address(db):
    connect(api_address="http://127.0.0.1:1/")

    assert PostOffice.asked == [("http://127.0.0.1:1", False)]


@pytest.mark.sqlite
def test_connecting_an_account_again_revives_its_row(db):
    first = connect(name="Main box")
    services.stop_for_staff(first, reason="expired")
    services.close(first)

    again = connect("open sesame")

    assert (again.pk, again.name, again.state) == (first.pk, "Main box", "open")
    assert (again.needs_staff, again.credentials["password"]) == (False, "open sesame")
    assert Connection.objects.count() == 1


def test_an_open_one_that_staff_paused_stays_paused(db):
    services.pause(connect(), reason="holiday", until=None)

    assert connect().paused


def test_a_refused_reconnect_keeps_the_old_credentials(db):
    connect()

    with pytest.raises(ValidationError):
        connect("dead")

    assert Connection.objects.get().credentials["password"] == "sesame"


def test_closing_erases_the_credentials_and_keeps_the_row(db):
    services.close(connect())

    row = Connection.objects.get()
    assert (row.state, dict(row.credentials)) == ("closed", {})
    assert not Connection.objects.open().exists()


def test_a_connection_whose_plugin_is_gone_is_not_open(
    db, monkeypatch: pytest.MonkeyPatch
):
    connect()
    monkeypatch.setattr("storefront.contract.plugin._services", {})

    assert not Connection.objects.open().exists()


def test_the_language_is_a_rule_and_the_name_is_not(db):
    row = box(language="vi")

    services.change_connection(row, name="New", language="vi")
    assert row.rules_revision == 1
    services.change_connection(row, name="New", language="en")
    assert row.rules_revision == 2


def test_reconnecting_in_another_language_changes_the_rules(db):
    connect(language="vi")

    assert connect(language="en").rules_revision == 2


def test_checking_stops_a_connection_whose_credentials_died(db):
    row = box(credentials={"box": "7", "password": "dead"})

    with pytest.raises(ValidationError, match="unknown password"):
        services.check_connection(row)

    assert (row.needs_staff, row.trouble) == (True, "unknown password")


def test_checking_lets_a_healed_connection_go_on(db):
    row = box()
    services.stop_for_staff(row, reason="expired")

    services.check_connection(row)

    assert not Connection.objects.get().needs_staff


def test_a_late_failure_of_the_old_credentials_does_not_stop_the_new_ones(db):
    connect("old")
    working = Connection.objects.get()
    connect("new")

    services.stop_for_staff(working, reason="expired")

    assert not Connection.objects.get().needs_staff
