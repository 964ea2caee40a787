"""What every fake of a sign-in needs: people, a page to say yes on, codes, tokens."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from storefront.contract import clock
from storefront.contract.data import Text
from storefront.contract.sandbox.page import language_of
from storefront.contract.sandbox.platform import Sandbox, Shown
from storefront.contract.sandbox.requests import Reply, Request

SCHEMA = """
create table if not exists consent_code (
    code text primary key,
    person text not null,
    callback text not null,
    challenge text not null,
    expires_at real not null
);
create table if not exists consent_token (token text primary key, person text not null);
"""

HERE = Path(__file__).parent
WORDS = {
    "intro": Text(
        vi="Trang giả trên máy này. Ai đang đăng nhập và cho phép ứng dụng?",
        en="A make-believe page on this machine. Who is signed in and says yes?",
    ),
    "refuse": Text(vi="Không cho phép", en="Do not allow"),
}

#: How long a code is good for, in seconds.
CODE_LIVES = 600


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str
    email: str = ""


PEOPLE = (
    Person("410000000000001", "Trần Thị Lan", "lan@example.com"),
    Person("410000000000002", "Nguyễn Văn Nam", "nam@example.com"),
    Person("410000000000003", "Lê Minh Châu"),  # declined, or has none
)


class ConsentSandbox(Sandbox):
    """A platform that holds people, who say yes or no."""

    schema = SCHEMA

    def count(self) -> int:
        return len(PEOPLE)

    def shown(self, *, words: str, offset: int, limit: int) -> list[Shown]:
        people = [Shown(person.id, person.name) for person in PEOPLE]
        return people[offset : offset + limit]


def ask(request: Request, *, title: str) -> Reply:
    """Show the people; each is a link back here with their choice."""
    people = "".join(choice(request, person) for person in PEOPLE)
    refuse = f"<a href='?{chosen(request, '')}'>{say(request, WORDS['refuse'])}</a>"
    body = f'<ul class="people">{people}</ul><p class="no">{refuse}</p>'
    return page(request, title=title, intro=WORDS["intro"], choice=body)


def page(request: Request, *, title: str, intro: Text, choice: str) -> Reply:
    """Any page of a platform on which somebody says yes; `choice` is markup."""
    words = {
        "language": language_of(request),
        "title": escape(title),
        "intro": say(request, intro),
        "choice": choice,
    }
    return Reply.html(Template((HERE / "consent.html").read_text()).substitute(words))


def say(request: Request, text: Text) -> str:
    return escape(text.en if language_of(request) == "en" else text.vi)


def choice(request: Request, person: Person) -> str:
    return (
        f"<li><a href='?{chosen(request, person.id)}'>{escape(person.name)}</a>"
        f"<span>{escape(person.email)}</span></li>"
    )


def chosen(request: Request, person: str) -> str:
    return escape(urlencode({**request.query, "person": person}))


def decide(sandbox: Sandbox, request: Request) -> Reply:
    """Go back with a code, or with the news that there is none."""
    query = request.query
    callback, state = query.get("redirect_uri", ""), query.get("state", "")
    if not query["person"]:
        return go(callback, error="access_denied", state=state)
    code = secrets.token_urlsafe(32)
    row = (
        code,
        query["person"],
        callback,
        query.get("code_challenge", ""),
        clock.now().timestamp() + CODE_LIVES,
    )
    with sandbox.writing() as rows:
        rows.execute("insert into consent_code values (?, ?, ?, ?, ?)", row)
    return go(callback, code=code, state=state)


def go(callback: str, **told: str) -> Reply:
    return Reply(302, headers={"Location": f"{callback}?{urlencode(told)}"})


def spend(
    sandbox: Sandbox, code: str, *, callback: str | None = None, verifier: str = ""
) -> str | None:
    """Trade a code for a token, once; nothing where it does not fit."""
    with sandbox.writing() as rows:
        row = rows.execute(
            "delete from consent_code where code = ? returning *", (code,)
        ).fetchone()
        if row is None or row["expires_at"] < clock.now().timestamp():
            return None
        if callback is not None and row["callback"] != callback:
            return None
        if row["challenge"] and row["challenge"] != challenge_of(verifier):
            return None
        token = secrets.token_urlsafe(32)
        rows.execute("insert into consent_token values (?, ?)", (token, row["person"]))
    return token


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def person_of(sandbox: Sandbox, token: str) -> Person | None:
    with sandbox.reading() as rows:
        row = rows.execute(
            "select person from consent_token where token = ?", (token,)
        ).fetchone()
    known = {person.id: person for person in PEOPLE}
    return known.get(row["person"]) if row else None
