"""The seller's consent, and the tokens it gives. The moments are absolute, in seconds.

A code is good once, for half an hour; an access token for seven days; a refresh token
as long as the seller agreed to. Refreshing gives another of both.
"""

import secrets
import sqlite3

from plugins.tiktok_shop.fake import app
from plugins.tiktok_shop.fake.errors import ShopError
from storefront.contract import clock
from storefront.contract.sandbox import Sandbox

SCHEMA = """
create table if not exists auth_code (code text primary key, expires_at real not null);
create table if not exists token (
    id integer primary key autoincrement,
    access text not null unique,
    refresh text not null unique,
    expires_at integer not null,
    refresh_expires_at integer not null,
    spent integer not null default 0
);
"""

CODE_LIVES = 30 * 60
ACCESS_LIVES = 7 * 24 * 3600
CONSENT_LIVES = 365 * 24 * 3600


def now() -> int:
    return int(clock.now().timestamp())


def give_code(rows: sqlite3.Connection) -> str:
    code = "ROW_" + secrets.token_urlsafe(40)
    rows.execute("insert into auth_code values (?, ?)", (code, now() + CODE_LIVES))
    return code


def trade(sandbox: Sandbox, code: str) -> dict[str, object]:
    with sandbox.writing() as rows:
        row = rows.execute(
            "delete from auth_code where code = ? returning *", (code,)
        ).fetchone()
        if row is None or row["expires_at"] < now():
            raise ShopError(36004004)
        return told(give(rows, until=now() + CONSENT_LIVES))


def renew(sandbox: Sandbox, refresh: str) -> dict[str, object]:
    """What becomes of the old refresh token is not written down."""
    with sandbox.writing() as rows:
        until = still_good(sandbox, rows, refresh)
        if not until:
            raise ShopError(int(str(sandbox.value("refresh_refusal"))))
        rows.execute("update token set spent = 1 where refresh = ?", (refresh,))
        return told(give(rows, until=until))


def still_good(sandbox: Sandbox, rows: sqlite3.Connection, refresh: str) -> int:
    """Until when; 0: it is not."""
    if sandbox.on("revoked"):
        return 0
    if refresh == app.REFRESH_TOKEN:
        return now() + CONSENT_LIVES
    row = rows.execute("select * from token where refresh = ?", (refresh,)).fetchone()
    if row is None or row["refresh_expires_at"] < now():
        return 0
    if row["spent"] and sandbox.on("spent_refresh"):
        return 0
    return int(row["refresh_expires_at"])


def give(rows: sqlite3.Connection, *, until: int) -> sqlite3.Row:
    access, refresh = (f"ROW_{secrets.token_urlsafe(48)}" for _ in range(2))
    row: sqlite3.Row = rows.execute(
        "insert into token (access, refresh, expires_at, refresh_expires_at)"
        " values (?, ?, ?, ?) returning *",
        (access, refresh, min(now() + ACCESS_LIVES, until), until),
    ).fetchone()
    return row


def told(token: sqlite3.Row) -> dict[str, object]:
    return {
        "access_token": token["access"],
        "access_token_expire_in": token["expires_at"],
        "refresh_token": token["refresh"],
        "refresh_token_expire_in": token["refresh_expires_at"],
        "open_id": app.OPEN_ID,
        "seller_name": "Kiềng",
        "seller_base_region": "VN",
        "user_type": 0,
        "granted_scopes": app.SCOPES,
    }


def is_known(sandbox: Sandbox, access: str) -> bool:
    return access == app.ACCESS_TOKEN or expiry(sandbox, access) is not None


def is_over(sandbox: Sandbox, access: str) -> bool:
    ends = expiry(sandbox, access)
    return ends is not None and ends < now()


def expiry(sandbox: Sandbox, access: str) -> int | None:
    with sandbox.reading() as rows:
        row = rows.execute(
            "select expires_at from token where access = ?", (access,)
        ).fetchone()
    return int(row["expires_at"]) if row else None
