"""Can a stranger tell from an answer, or from how long it takes, who has an account?

Every door that takes a contact is asked for somebody's and for nobody's in turn, over
HTTP. Status and length must be equal; times are compared by a two-sided Mann-Whitney
test. A p below 0.01 shared among the cases is a wrong result: it tells who is known.
"""

import http.client
import json
import math
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import django

django.setup()

from django.core.management import call_command

from storefront.customers.contacts import Contact, Kind
from storefront.customers.models import Code, Tries, User
from storefront.customers.services import enter, set_password
from storefront.outbox.models import Message
from tests.bench._servers import SHOP, Server, served
from tests.buying import buyer, order

FULL = os.environ.get("SIZE") == "full"
TRIES = 200 if FULL else 40
ALPHA = 0.01
COOKIES = re.compile(r"(\w+)=([^;]*)")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Case:
    """A form: where it stands, where it goes, and what a stranger types in."""

    name: str
    page: str
    post: str
    fields: Callable[[str, str], dict[str, str]]
    phones: bool = False


CASES = (
    Case(
        "code",  # signing in, signing up and a forgotten password are this one door
        "/vi/account/sign-in/",
        "/vi/account/sign-in/",
        lambda contact, number: {"contact": contact},
    ),
    Case(
        "code to a phone",
        "/vi/account/sign-in/",
        "/vi/account/sign-in/",
        lambda contact, number: {"contact": contact},
        phones=True,
    ),
    Case(
        "password",
        "/vi/account/sign-in/",
        "/vi/account/sign-in/password/",
        lambda contact, number: {"contact": contact, "password": "a wrong guess"},
    ),
    Case(
        "claim",
        "/vi/account/claim/",
        "/vi/account/claim/",
        lambda contact, number: {"phone": contact, "number": number},
        phones=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    length: int
    seconds: float


def main() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    known, unknown = people("known", TRIES), names("other", TRIES)
    chance = random.Random(20_240_305)
    with served(SHOP, DEMO="1") as server:
        figures = {
            case.name: compare(case, server, known, unknown, chance) for case in CASES
        }
    wrong = [name for name, told in figures.items() if told["tells"]]
    for name, told in figures.items():
        print(name, told, flush=True)
    print(json.dumps({"tries": TRIES, "alpha": ALPHA / len(CASES), **figures}))
    if wrong:
        sys.exit(f"Tells who is known: {', '.join(wrong)}")


def names(prefix: str, count: int) -> list[tuple[str, str, str]]:
    """E-mail, phone and order number of each; the same in length for all."""
    digit = {"known": "1", "other": "2"}[prefix]
    return [
        (
            f"{prefix}-{one:05}@example.com",
            f"09{digit}8{one:06}",
            f"{digit}AAA-{one:04}",
        )
        for one in range(count)
    ]


def people(prefix: str, count: int) -> list[tuple[str, str, str]]:
    found = []
    for email, phone, _number in names(prefix, count):
        user = enter(contact=Contact(Kind.EMAIL, email))
        User.objects.filter(pk=user.pk).update(phone=f"+84{phone[1:]}")
        set_password(user=User.objects.get(pk=user.pk), password="three green mugs")
        placed = order(buyer=buyer(phone=f"+84{phone[1:]}"), customer=user)
        found.append((email, phone, placed.number))
    return found


def compare(
    case: Case,
    server: Server,
    known: Sequence[tuple[str, str, str]],
    unknown: Sequence[tuple[str, str, str]],
    chance: random.Random,
) -> dict[str, object]:
    """Somebody and nobody in random order, so that no drift favours one of them."""
    answers: dict[str, list[Answer]] = {"known": [], "unknown": []}
    turns = [("known", who) for who in known] + [("unknown", who) for who in unknown]
    chance.shuffle(turns)
    ask(case, server, turns[0][1])  # warm
    for kind, who in turns:
        answers[kind].append(ask(case, server, who))
    shapes = {kind: shapes_of(found) for kind, found in answers.items()}
    times = {kind: [one.seconds for one in found] for kind, found in answers.items()}
    p = mann_whitney(times["known"], times["unknown"])
    return {
        "shapes": shapes["known"],
        "median_ms": [
            round(statistics.median(times[kind]) * 1000, 2) for kind in answers
        ],
        "p": round(p, 4),
        "tells": shapes["known"] != shapes["unknown"] or p < ALPHA / len(CASES),
    }


def shapes_of(answers: Sequence[Answer]) -> list[tuple[int, int]]:
    return sorted({(one.status, one.length) for one in answers})


def ask(case: Case, server: Server, who: tuple[str, str, str]) -> Answer:
    """One stranger in a browser of their own; limits are lifted beforehand."""
    for rows in (Tries, Code, Message):
        rows.objects.all().delete()
    email, phone, number = who
    web = http.client.HTTPConnection("localhost", server.port, timeout=30)
    web.request("GET", case.page)
    page = web.getresponse()
    jar = "; ".join(
        "=".join(COOKIES.match(line).groups())
        for line in page.headers.get_all("Set-Cookie", [])
    )
    token = TOKEN.search(page.read().decode())[1]
    fields = case.fields(phone if case.phones else email, number)
    body = urlencode({**fields, "csrfmiddlewaretoken": token})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": jar,
        "Origin": f"http://localhost:{server.port}",
        "Sec-Fetch-Site": "same-origin",
    }
    started = time.perf_counter()
    web.request("POST", case.post, body, headers)
    answer = web.getresponse()
    length = len(answer.read()) + len(answer.headers.get("Location", ""))
    seconds = time.perf_counter() - started
    web.close()
    return Answer(answer.status, length, seconds)


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided p by the normal approximation, with midranks for ties."""
    pooled = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks, ties, place = [0.0, 0.0], 0, 0
    while place < len(pooled):
        same = place
        while same < len(pooled) and pooled[same][0] == pooled[place][0]:
            same += 1
        midrank, count = (place + same + 1) / 2, same - place
        ties += count**3 - count
        for _value, side in pooled[place:same]:
            ranks[side] += midrank
        place = same
    m, n = len(first), len(second)
    u = ranks[0] - m * (m + 1) / 2
    whole = m + n
    variance = m * n / 12 * (whole + 1 - ties / (whole * (whole - 1)))
    z = (abs(u - m * n / 2) - 0.5) / math.sqrt(variance)
    return math.erfc(max(z, 0) / math.sqrt(2))


if __name__ == "__main__":
    main()
