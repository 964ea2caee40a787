"""Tokens that a yes on the dialog gave: who has them, and when they end."""

import secrets

from plugins.facebook.fake import calls
from plugins.facebook.fake.calls import APP_ID, APP_SECRET, APP_TOKEN, Call
from plugins.facebook.fake.errors import GraphError, dead_token, wrong
from storefront.contract import clock
from storefront.contract.sandbox import Reply, Sandbox, consent

SCHEMA = (
    consent.SCHEMA
    + """
create table if not exists token (
    token text primary key,
    expires_at real not null,
    dead integer not null default 0
);
"""
)

SHORT, LONG = 3600, 60 * 24 * 3600
#: These are asked for without a token.
OPEN_PATHS = ("/dialog/oauth", "/oauth/access_token")


def now() -> float:
    return clock.now().timestamp()


def dialog(sandbox: Sandbox, call: Call) -> Reply:
    if call.text("client_id") != APP_ID:
        raise GraphError("Error validating application. Invalid application ID.", 101)
    if "person" in call.query:
        return consent.decide(sandbox, call)
    return consent.ask(call, title="Facebook")


def trade(sandbox: Sandbox, call: Call) -> Reply:
    """A code for a token of an hour, or a token for one of sixty days."""
    if call.text("client_id") != APP_ID:
        raise GraphError("Error validating application. Invalid application ID.", 101)
    if call.text("client_secret") != APP_SECRET:
        raise GraphError("Error validating client secret.", 1)
    if call.text("grant_type") == "fb_exchange_token":
        check(sandbox, call.text("fb_exchange_token"))
        return given(sandbox, LONG)
    callback = call.text("redirect_uri")
    if consent.spend(sandbox, call.text("code"), callback=callback) is None:
        raise wrong("This authorization code has been used.")
    return given(sandbox, SHORT)


def given(sandbox: Sandbox, seconds: int) -> Reply:
    token = f"EAA{secrets.token_hex(24)}"
    with sandbox.writing() as rows:
        rows.execute("insert into token values (?, ?, 0)", (token, now() + seconds))
    told = {"access_token": token, "token_type": "bearer", "expires_in": seconds}
    return Reply.json(told)


def end_of(sandbox: Sandbox, token: str) -> float | None:
    """When it ends, or ended; nothing where nobody was ever given it."""
    with sandbox.reading() as rows:
        row = rows.execute("select * from token where token = ?", (token,)).fetchone()
    if row is None:
        return None
    return 0 if row["dead"] else float(row["expires_at"])


def check_call(sandbox: Sandbox, call: Call, *, proof_required: bool) -> None:
    token = calls.token_of(call)
    if not token:
        raise GraphError("An access token is required to request this resource.", 104)
    check(sandbox, token)
    calls.check_proof(call, token, required=proof_required and token != APP_TOKEN)


def check(sandbox: Sandbox, token: str) -> None:
    if calls.stands_for_ever(token):
        return
    ends = end_of(sandbox, token)
    if ends is None:
        raise GraphError("Invalid OAuth access token - Cannot parse access token", 190)
    if ends <= now():
        raise dead_token("expired" if ends else "password_changed")


def revoke(sandbox: Sandbox) -> None:
    """Whoever said yes has changed the password."""
    with sandbox.writing() as rows:
        rows.execute("update token set dead = 1")
