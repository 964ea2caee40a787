"""Who still gets into the same account when something they rely on is dark?

Customers with every mix of ways in; Facebook, Google, SMS and e-mail dark one after the
other, then in pairs. Each customer really tries, over the pages and the sandboxes of
companies and senders. Whoever fails must be exactly whom the lock-out report names.
"""

import itertools
import json
import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django

django.setup()

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.test.utils import setup_test_environment

from plugins.esms.sandbox import EsmsSandbox
from plugins.facebook_login.sandbox import FacebookLoginSandbox
from plugins.google_login.sandbox import GoogleLoginSandbox
from storefront.connections.models import Breaker, Connection
from storefront.contract.errors import PlatformUnavailable
from storefront.contract.sandbox import Sandbox, consent, running
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Identity, Tries, User
from storefront.customers.services import add_contact, set_password
from storefront.insights.lockout import EMAIL, SMS, key_of, locked_out
from storefront.outbox.delivery import deliver
from storefront.outbox.models import Message
from tests.buying import browser
from tests.passkey import Passkey
from tests.plugins.sign_in import fetch
from tests.signing_in import signed_in

FULL = os.environ.get("SIZE") == "full"
CUSTOMERS = 1000 if FULL else 110
FACEBOOK, GOOGLE = "facebook", "google"
DARK = (FACEBOOK, GOOGLE, SMS, EMAIL)
PASSWORD = "three green mugs"
#: A good hash takes a quarter of a second, and there are thousands of tries.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class DarkMail(BaseEmailBackend):
    def send_messages(self, letters: object) -> int:
        raise OSError("no mail server answers")


@dataclass
class Somebody:
    """A customer, and what they have to get in by."""

    user: User
    mix: frozenset[str]
    phone: str = ""
    email: str = ""
    passkey: Passkey | None = None
    companies: list[str] = field(default_factory=list)


@dataclass
class World:
    platforms: dict[str, Sandbox]
    connections: dict[str, Connection]
    people: list[Somebody]

    @contextmanager
    def without(self, dark: Collection[str]) -> Iterator[None]:
        mail = "tests.bench.locked_out.DarkMail" if EMAIL in dark else None
        for name in set(dark) & set(self.platforms):
            self.platforms[name].turn("broken", "on")
        with override_settings(**({"EMAIL_BACKEND": mail} if mail else {})):
            yield
        for platform in self.platforms.values():
            platform.turn("broken", "off")
        Breaker.objects.all().delete()

    def reliances(self, dark: Collection[str]) -> list[str]:
        """As the report calls them."""
        return [
            key_of(self.connections[name].pk) if name in (FACEBOOK, GOOGLE) else name
            for name in dark
        ]


def main() -> None:
    setup_test_environment()
    logging.disable(logging.WARNING)
    call_command("collectstatic", interactive=False, verbosity=0)
    quick = override_settings(PASSWORD_HASHERS=QUICK)
    with quick, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        world = build(Path(folder), stack)
        report(world, stack)


def report(world: World, stack: ExitStack) -> None:
    figures: dict[str, object] = {"customers": len(world.people)}
    wrong, single = 0, 0
    pairs = itertools.combinations(DARK, 2)
    for dark in [(), *((one,) for one in DARK), *pairs]:
        shut_out, named, seconds = try_all(world, dark)
        differs = shut_out ^ named
        wrong += len(differs)
        name = " + ".join(dark) or "nothing"
        several = {one.user.pk for one in world.people if len(one.mix) > 1}
        single += len(shut_out & several) if len(dark) == 1 else 0
        figures[name] = {
            "get_in": len(world.people) - len(shut_out),
            "locked_out": len(shut_out),
            "named_by_report": len(named),
        }
        print(f"without {name}: {figures[name]} in {seconds:.0f} s", flush=True)
    figures |= {"report_wrong_about": wrong, "second_way_did_not_help": single}
    print(json.dumps(figures))
    sys.exit(1 if wrong or single else 0)


def try_all(world: World, dark: Collection[str]) -> tuple[set[int], set[int], float]:
    started = time.perf_counter()
    with world.without(dark):
        shut_out = {one.user.pk for one in world.people if not gets_in(world, one)}
    named = locked_out(without=world.reliances(dark)).values_list("pk", flat=True)
    return shut_out, set(named), time.perf_counter() - started


def gets_in(world: World, one: Somebody) -> bool:
    """By any way they have, into the account that is theirs."""
    Tries.objects.all().delete()  # limits have a bench of their own
    return any(signed_in(client) == one.user for client in tries(world, one))


def tries(world: World, one: Somebody) -> Iterator[Client]:
    if one.passkey:
        yield by_passkey(one)
    if "password" in one.mix:
        yield by_password(one)
    for name in one.companies:
        yield by_company(world, name, one)
    for contact in filter(None, (one.email, one.phone)):
        yield by_code(world, contact)


def by_passkey(one: Somebody) -> Client:
    client = browser()
    one.passkey.come_in(client)
    return client


def by_password(one: Somebody) -> Client:
    client = browser()
    fields = {"contact": one.email or one.phone, "password": PASSWORD}
    client.post("/vi/account/sign-in/password/", fields)
    return client


def by_company(world: World, name: str, one: Somebody) -> Client:
    client = browser()
    connection = world.connections[name]
    away = client.get(f"/vi/account/with/{connection.pk}/")
    if away.status_code != 302:
        return client
    _page, back = fetch(f"{away['Location']}&person={person_of(one.user)}")
    if back:
        told = {key: value[0] for key, value in parse_qs(urlsplit(back).query).items()}
        client.get(f"/account/back/{connection.pk}/", told)
    return client


def by_code(world: World, contact: str) -> Client:
    client = browser()
    client.post("/vi/account/sign-in/", {"contact": contact})
    letter = Message.objects.filter(to=contact).latest("pk")
    try:
        deliver(message_id=letter.pk)
    except (OSError, PlatformUnavailable):
        return client
    fields = {"code": re.search(r"\b\d{6}\b", arrived(world, letter))[0]}
    client.post("/vi/account/sign-in/code/", fields)
    return client


def arrived(world: World, letter: Message) -> str:
    """What is in their hand: the mail, or the SMS as the gateway sent it."""
    if letter.way == Message.Way.TEXT:
        return world.platforms[SMS].shown(words="", offset=0, limit=1)[0].title
    return mail.outbox[-1].body


def build(folder: Path, stack: ExitStack) -> World:
    kinds = {
        FACEBOOK: ("facebook.login", FacebookLoginSandbox, "app_id"),
        GOOGLE: ("google.login", GoogleLoginSandbox, "client_id"),
        SMS: ("esms.messages", EsmsSandbox, "api_key"),
    }
    platforms, connections = {}, {}
    for name, (service, kind, account) in kinds.items():
        platforms[name] = kind(folder / f"{name}.sqlite3")
        connections[name] = Connection.objects.create(
            service=service,
            account=platforms[name].seeded[account],
            credentials=dict(platforms[name].seeded),
            api_address=stack.enter_context(running(platforms[name])),
        )
    mixes = list(all_mixes())
    with transaction.atomic():
        people = [
            somebody(number, mixes[number % len(mixes)], connections)
            for number in range(CUSTOMERS)
        ]
    consent.PEOPLE = tuple(
        consent.Person(person_of(one.user), f"Customer {one.user.pk}") for one in people
    )
    return World(platforms, connections, people)


def all_mixes() -> Iterator[frozenset[str]]:
    """Every set of ways that opens an account; a password needs a contact's name."""
    ways = ("phone", "email", "password", "passkey", FACEBOOK, GOOGLE)
    for size in range(1, len(ways) + 1):
        for mix in itertools.combinations(ways, size):
            if "password" not in mix or {"phone", "email"} & set(mix):
                yield frozenset(mix)


def somebody(
    number: int, mix: frozenset[str], connections: dict[str, Connection]
) -> Somebody:
    user = User.objects.create_user(f"customer-{number}")
    one = Somebody(user, mix)
    if "phone" in mix:
        one.phone = f"+8498{number:07}"
        add_contact(user=user, contact=Contact(Kind.PHONE, one.phone))
    if "email" in mix:
        one.email = f"customer-{number}@example.com"
        add_contact(user=user, contact=Contact(Kind.EMAIL, one.email))
    user.refresh_from_db()
    if "password" in mix:
        set_password(user=user, password=PASSWORD)
    if "passkey" in mix:
        one.passkey = Passkey(user)
    for name in (FACEBOOK, GOOGLE):
        if name in mix:
            Identity.objects.create(
                user=user, connection=connections[name], external_id=person_of(user)
            )
            one.companies.append(name)
    return one


def person_of(user: User) -> str:
    return f"9000{user.pk:011}"


if __name__ == "__main__":
    main()
