import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from storefront.connections.models import Connection

HERE = "--api-address=http://127.0.0.1:1"


def connect(*arguments: str) -> str:
    out = io.StringIO()
    call_command("connect", "post.office", *arguments, stdout=out)
    return out.getvalue()


def test_connects_and_says_so(db):
    said = connect("--set", "box=7", "--set", "password=a=b", HERE, "--language=en")

    assert said == "Connected post.office 7.\n"
    row = Connection.objects.get()
    assert (row.credentials["password"], row.language) == ("a=b", "en")


def test_reads_a_secret_from_stdin(db, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("sesame\n"))

    connect("--set", "box=7", "--set", "password=-", HERE)

    assert Connection.objects.get().credentials["password"] == "sesame"


def test_says_at_once_that_nothing_will_go_out(db, settings: Settings):
    settings.SITE_URL = "http://localhost:8000"

    assert "SITE_URL" in connect("--set", "box=7", "--set", "password=sesame")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "box"], "KEY=VALUE"),
        (["--set", "box=7"], "password: "),
        (["--set", "box=7", "--set", "password=dead"], "unknown password"),
        (["--set", "bocks=7"], "It asks for box, password"),
        (["--set", "box=7", "--set", "password=x", "--language=fr"], "fr"),
    ],
)
def test_a_refusal_is_one_line_and_saves_nothing(
    db, arguments: list[str], message: str
):
    with pytest.raises(CommandError, match=message) as refused:
        connect(*arguments)

    assert len(str(refused.value).splitlines()) == 1
    assert not Connection.objects.exists()


def test_plugins_are_listed_with_their_roles():
    out = io.StringIO()
    call_command("plugins", stdout=out)

    assert "demo.shop  Demo Shop\n    PublishesListings, " in out.getvalue()
    assert "post.office  Post Office\n    no role\n" in out.getvalue()
