import json
import logging

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.serializers import serialize
from django.db import connection as database
from pytest_django import Settings

from storefront.connections.checks import check_key_ring
from storefront.connections.credentials import Credentials, CredentialsUnreadable
from storefront.connections.models import Connection
from tests.connections.post_office import box

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture(autouse=True)
def ring(settings: Settings) -> None:
    settings.CREDENTIALS_KEYS = [OLD]


def column(connection: Connection) -> str:
    with database.cursor() as cursor:
        cursor.execute(
            "select credentials from connections_connection where id = %s",
            [connection.pk],
        )
        return str(cursor.fetchone()[0])


@pytest.mark.sqlite
def test_stand_sealed_in_the_database_and_are_read_back(db):
    row = box(credentials={"password": "sesame đóng"})

    assert "sesame" not in column(row)
    assert Connection.objects.get().credentials["password"] == "sesame đóng"


def test_saving_the_row_again_keeps_what_is_stored(db):
    before = column(box())

    Connection.objects.get().save()

    assert column(Connection.objects.get()) == before


def test_are_shown_nowhere(db, caplog: pytest.LogCaptureFixture):
    row = Connection.objects.get(pk=box().pk)
    row.credentials["password"]

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").warning("%s %r %r", row, row, row.credentials)
    everything = [str(row), repr(vars(row)), serialize("json", [row]), caplog.text]

    assert ["sesame" in text for text in everything] == [False] * 4


def test_a_lost_key_says_what_to_do_and_does_not_keep_the_row_from_being_read(
    db, settings: Settings
):
    row = box()
    settings.CREDENTIALS_KEYS = [NEW]

    read = Connection.objects.get(pk=row.pk)
    read.save()

    with pytest.raises(CredentialsUnreadable, match="CREDENTIALS_KEYS"):
        read.credentials["password"]


def test_rotating_seals_them_under_the_newest_key_as_often_as_one_likes(
    db, settings: Settings
):
    row = box()
    settings.CREDENTIALS_KEYS = [NEW, OLD]
    call_command("rotate_credentials")
    call_command("rotate_credentials")
    settings.CREDENTIALS_KEYS = [NEW]

    assert Connection.objects.get(pk=row.pk).credentials["password"] == "sesame"


def test_rotating_names_what_it_cannot_open_and_does_the_rest(db, settings: Settings):
    box("1", name="Lost one")
    settings.CREDENTIALS_KEYS = [NEW]
    kept = box("2")

    with pytest.raises(CommandError, match="Not sealed anew: Lost one"):
        call_command("rotate_credentials")
    assert Connection.objects.get(pk=kept.pk).credentials["password"] == "sesame"


@pytest.mark.parametrize("keys", [[], ["short"], [OLD, "ключ"]])
def test_a_start_without_good_keys_fails_loudly(settings: Settings, keys: list[str]):
    settings.CREDENTIALS_KEYS = keys

    assert [error.id for error in check_key_ring()] == ["connections.E001"]
    with pytest.raises(ImproperlyConfigured, match="CREDENTIALS_KEYS"):
        Credentials({"a": "b"}).sealed()


def test_what_is_sealed_is_no_plain_json():
    with pytest.raises(json.JSONDecodeError):
        json.loads(Credentials({"a": "b"}).sealed())
