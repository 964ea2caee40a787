"""The platform's own page on which a seller says yes, and the tokens it gives.

One yes covers all of a seller's shops; a call says by a cipher which it is about.
A refresh token is good once. The last one is taken again until its successor was used,
as its answer may have been lost; with the switch `strict_tokens` it is not.
"""

import secrets
import sqlite3
from html import escape
from urllib.parse import urlencode

from storefront.contract import clock
from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Sandbox, Switch
from storefront.contract.sandbox.consent import page, say

SCHEMA = """
create table if not exists yes (code text primary key, callback text not null,
    expires_at real not null);
create table if not exists token (
    id integer primary key autoincrement,
    access text not null unique,
    refresh text not null unique,
    parent integer,
    expires_at real not null,
    refresh_expires_at real not null,
    used integer not null default 0,
    dead integer not null default 0
);
"""

SWITCHES = (
    Switch(
        "strict_tokens",
        Text(
            vi="Mã gia hạn chỉ dùng được một lần",
            en="A refresh token is good once, whatever was lost",
        ),
    ),
)

INTRO = Text(
    vi="Trang giả trên máy này. Cho phép ứng dụng quản lý các gian hàng này?",
    en="A make-believe page on this machine. May the app manage these shops?",
)
YES, NO = Text(vi="Cho phép", en="Allow"), Text(vi="Không cho phép", en="Do not allow")

APP_KEY, APP_SECRET = "demo-app", "demo-secret"
#: A seller's shops, with the cipher that stands for each in a call.
SHOPS = {"demo": "c-5f1d", "gom-bau": "c-9a27"}
CODE_LIVES, ACCESS_LIVES, REFRESH_LIVES = 600, 3600, 30 * 24 * 3600


def now() -> float:
    return clock.now().timestamp()


def ask(request: Request) -> Reply:
    asked = request.query
    yes, no = (escape(urlencode({**asked, "answer": word})) for word in ("yes", "no"))
    shops = "".join(f"<li>{escape(shop)}</li>" for shop in SHOPS)
    choice = (
        f'<ul class="granted">{shops}</ul><p class="answers">'
        f'<a class="yes" href="?{yes}">{say(request, YES)}</a>'
        f'<a href="?{no}">{say(request, NO)}</a></p>'
    )
    return page(request, title="Demo Shop", intro=INTRO, choice=choice)


def decide(sandbox: Sandbox, request: Request) -> Reply:
    callback, state = request.query["redirect"], request.query["state"]
    if request.query["answer"] != "yes":
        return go(callback, error="refused", state=state)
    code = secrets.token_urlsafe(24)
    with sandbox.writing() as rows:
        rows.execute(
            "insert into yes values (?, ?, ?)", (code, callback, now() + CODE_LIVES)
        )
    return go(callback, code=code, state=state)


def go(callback: str, **told: str) -> Reply:
    return Reply(302, headers={"Location": f"{callback}?{urlencode(told)}"})


def trade(sandbox: Sandbox, code: str, callback: str) -> dict[str, object] | None:
    """Tokens for a code, once."""
    with sandbox.writing() as rows:
        row = rows.execute(
            "delete from yes where code = ? returning *", (code,)
        ).fetchone()
        if row is None or row["callback"] != callback or row["expires_at"] < now():
            return None
        return {
            **give(rows),
            "shops": [{"shop": s, "cipher": c} for s, c in SHOPS.items()],
        }


def renew(sandbox: Sandbox, refresh: str) -> dict[str, object] | None:
    with sandbox.writing() as rows:
        row = rows.execute(
            "select * from token where refresh = ?", (refresh,)
        ).fetchone()
        if row is None or row["dead"] or row["refresh_expires_at"] < now():
            return None
        children = rows.execute("select used from token where parent = ?", (row["id"],))
        spent = [child["used"] for child in children]
        if any(spent) or (spent and sandbox.on("strict_tokens")):
            return None
        return give(rows, parent=row["id"])


def give(rows: sqlite3.Connection, parent: int | None = None) -> dict[str, object]:
    access, refresh = (f"oauth.{secrets.token_urlsafe(24)}" for _ in range(2))
    ends, refresh_ends = now() + ACCESS_LIVES, now() + REFRESH_LIVES
    rows.execute(
        "insert into token (access, refresh, parent, expires_at, refresh_expires_at)"
        " values (?, ?, ?, ?, ?)",
        (access, refresh, parent, ends, refresh_ends),
    )
    return {
        "access": access,
        "refresh": refresh,
        "access_ends": int(ends),
        "refresh_ends": int(refresh_ends),
    }


def shop_behind(sandbox: Sandbox, access: str, cipher: str) -> str:
    """Whose call it is; empty: nobody's. Its first use spends the token before it."""
    with sandbox.writing() as rows:
        used = rows.execute(
            "update token set used = 1"
            " where access = ? and not dead and expires_at > ?",
            (access, now()),
        )
    shops = {cipher: shop for shop, cipher in SHOPS.items()}
    return shops.get(cipher, "") if used.rowcount else ""


def end_access(sandbox: Sandbox) -> None:
    """Every access token dies before its time; the refresh tokens go on."""
    with sandbox.writing() as rows:
        rows.execute("update token set expires_at = 0")


def revoke(sandbox: Sandbox) -> None:
    """The seller takes the yes back."""
    with sandbox.writing() as rows:
        rows.execute("update token set dead = 1")
