"""How many guesses reach the check, from how many addresses they may come?

Passwords and codes for one account from a thousand addresses that the client makes up,
and from a thousand that the proxy really sees. Counted where the guess is compared.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import django

django.setup()

from django.core.management import call_command
from django.test import Client, override_settings
from django.test.utils import setup_test_environment

from storefront.customers import codes, limits
from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Tries, User
from storefront.customers.services import enter, set_password
from tests.buying import browser

FULL = os.environ.get("SIZE") == "full"
PASSWORDS, CODES, ADDRESSES = (1_000, 10_000, 1_000) if FULL else (100, 300, 50)
EMAIL = "lan@example.com"


def main() -> None:
    setup_test_environment()
    logging.disable(logging.WARNING)
    call_command("collectstatic", interactive=False, verbosity=0)
    user = enter(contact=Contact(Kind.EMAIL, EMAIL))
    set_password(user=user, password="three green mugs")
    figures: dict[str, object] = {}
    with override_settings(TRUSTED_PROXY_COUNT=1):
        for real in (False, True):
            kind = "seen by the proxy" if real else "made up"
            figures[f"passwords, addresses {kind}"] = passwords(real=real)
            figures[f"codes, addresses {kind}"] = guessed_codes(real=real)
    most = {
        "passwords": limits.PASSWORDS_AT_CONTACT.most,
        "codes": limits.CODE_TRIES_AT_CONTACT.most,
    }
    over = [
        name
        for name, reached in figures.items()
        if reached > most[name.partition(",")[0]]
    ]
    for name, reached in figures.items():
        print(f"{name}: {reached} reached the check", flush=True)
    print(json.dumps({"documented": most, **figures}))
    if over:
        sys.exit(f"More than is documented: {', '.join(over)}")


def passwords(*, real: bool) -> int:
    Tries.objects.all().delete()
    with counted(User, "check_password") as reached:
        for number in range(PASSWORDS):
            fields = {"contact": EMAIL, "password": f"guess {number}"}
            post(browser(), "/vi/account/sign-in/password/", fields, number, real=real)
    return len(reached)


def guessed_codes(*, real: bool) -> int:
    """A new code is asked for whenever the last one is used up, as a thief would."""
    Tries.objects.all().delete()
    client = browser()
    with counted(codes, "matches") as reached:
        for number in range(CODES):
            fields = {"code": f"{number:06}"}
            page = post(client, "/vi/account/sign-in/code/", fields, number, real=real)
            if page.status_code == 302:
                asked = {"contact": EMAIL}
                post(client, "/vi/account/sign-in/", asked, number, real=real)
    return len(reached)


def post(client: Client, path: str, fields: dict[str, str], number: int, *, real: bool):
    one = number % ADDRESSES
    made_up = f"198.{18 + one // 65_536}.{one // 256 % 256}.{one % 256}"
    seen = made_up if real else "203.0.113.7"
    header = {"X-Forwarded-For": f"{made_up}, {seen}"}
    return client.post(path, fields, headers=header)


@contextmanager
def counted(place: object, name: str) -> Iterator[list[int]]:
    calls: list[int] = []
    real = getattr(place, name)

    def counting(*args: object, **options: object) -> object:
        calls.append(1)
        return real(*args, **options)

    with patch.object(place, name, counting):
        yield calls


if __name__ == "__main__":
    main()
