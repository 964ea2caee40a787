"""A service of our own to connect to, which says of a password what the test wants."""

from datetime import timedelta
from typing import ClassVar

from django import forms
from django.db import connection as database

from storefront.connections.models import Connection
from storefront.contract.data import Budget, Problem, Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.plugin import Service
from tests import builders

REFUSAL = Problem("asleep", Text(vi="Bưu điện đóng cửa.", en="The office is closed."))


class Letterbox(forms.Form):
    box = forms.CharField(label="Box", max_length=20, help_text="Stands on the door.")
    password = forms.CharField(label="Password", help_text="Under Settings → Keys.")


class PostOffice(Service):
    slug = "post.office"
    name = "Post Office"
    credentials_form = Letterbox
    secrets = frozenset({"password"})
    account_field = "box"
    address = "https://post.example.com"
    budgets = (Budget("letters", calls=5, per=timedelta(hours=1)),)
    #: The addresses asked, and whether a transaction was open meanwhile.
    asked: ClassVar[list[tuple[str, bool]]] = []

    def check(self) -> None:
        self.asked.append((self.api_address, len(database.atomic_blocks) > 1))
        password = self.credentials["password"]
        if password == "dead":
            raise CredentialsDead("unknown password")
        if password == "closed":
            raise PlatformRefused([REFUSAL])
        if password == "dark":
            raise PlatformUnavailable("no connection", nothing_done=True)


def box(number: str = "7", **fields: object) -> Connection:
    """An open connection to the Post Office, at another address than its own."""
    values = {"box": number, "password": "sesame"}
    given = {"service": PostOffice.slug, "credentials": values, **fields}
    return builders.connection(number, **given)
