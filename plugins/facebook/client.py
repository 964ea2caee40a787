"""How to call Graph: signed, counted, and with its errors told apart."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson

from plugins.facebook.mapping import JSON, Batch, objects
from plugins.facebook.problems import refusal_of
from plugins.facebook.reading import FIELDS
from storefront.contract.data import Usage
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http

VERSION = "v26.0"
DEADLINE = timedelta(seconds=45)

#: Graph API "Handling Errors" and "Rate Limits" (2026-08).
THROTTLED = {4, 17, 32, 341, 613, 80009, 80014}
BACK_LATER = {1, 2}
#: 104: no token; 102 and 190: a dead one; 10 and 200-299: one without the permission,
#: which no item can mend and staff in Meta Business can.
DEAD = {10, 102, 104, 190, *range(200, 300)}
#: The account is blocked for a while, for breaking policies; nobody says how long.
BLOCKED, BLOCKED_FOR = 368, timedelta(hours=1)
#: How long to wait where the header says nothing: the window of the batch limit.
WINDOW = timedelta(minutes=1)

#: Nothing about warnings: every item without a Google category has one.
STATUS_FIELDS = "handle,status,errors,errors_total_count,ids_of_invalid_requests"
#: So many items are asked after in one call.
ASKED = 50
#: So many come with one page of the whole catalogue.
READ = 250


class UnknownHandle(Exception):
    """Meta has no batch under this handle, or none any more."""


class GraphClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.catalog = f"/{VERSION}/{credentials['catalog_id']}"
        self.token = credentials["access_token"]
        self.proof = proof_of(self.token, credentials["app_secret"])
        self.http = Http(address, gate, read_usage=read_usage, deadline=DEADLINE)

    def catalogue(self) -> JSON:
        return self.read("", fields="id,name")

    def items_batch(self, batch: Batch) -> JSON:
        answer = self.http.request(
            "POST",
            f"{self.catalog}/items_batch",
            endpoint="items_batch",
            sending=batch.sent,
            params={"appsecret_proof": self.proof},
            content=batch.body,
            headers={**self.bearer, "Content-Type": "application/json"},
        )
        return understand(answer)

    def batch_status(self, handle: str) -> JSON:
        """Raises UnknownHandle. Of that error only the code is documented."""
        try:
            answer = self.read(
                "/check_batch_request_status",
                handle=handle,
                load_ids_of_invalid_requests="true",
                fields=STATUS_FIELDS,
            )
        except PlatformRefused as refusal:
            if refusal.problems[0].code == "100":
                raise UnknownHandle(handle) from None
            raise
        nodes = objects(answer.get("data"))
        if not nodes:
            raise UnknownHandle(handle)
        return nodes[0]

    def groups_of(self, skus: Sequence[str]) -> dict[str, str]:
        """Which of these skus the catalogue holds, each with its group."""
        found: dict[str, str] = {}
        for start in range(0, len(skus), ASKED):
            rules = [
                {"retailer_id": {"eq": sku}} for sku in skus[start : start + ASKED]
            ]
            answer = self.read(
                "/products",
                filter=orjson.dumps({"or": rules}).decode(),
                fields="retailer_id,product_group{retailer_id}",
                limit=str(ASKED),
            )
            found.update(read_groups(answer))
        return found

    def products_after(self, cursor: str) -> JSON:
        """A page of the catalogue; the last one has no `next` (Graph API, Paging)."""
        after = {"after": cursor} if cursor else {}
        return self.read("/products", fields=FIELDS, limit=str(READ), **after)

    def read(self, edge: str, **params: str) -> JSON:
        answer = self.http.request(
            "GET",
            self.catalog + edge,
            endpoint="catalog_management",
            params={**params, "appsecret_proof": self.proof},
            headers=self.bearer,
        )
        return understand(answer)

    @property
    def bearer(self) -> dict[str, str]:
        """In a header, the token stays out of addresses, and so out of others' logs."""
        return {"Authorization": f"Bearer {self.token}"}


def proof_of(token: str, app_secret: str) -> str:
    """`appsecret_proof`: the token is ours, and not one found somewhere."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def understand(answer: Answer) -> JSON:
    """Return the body, or raise what its error means.

    The HTTP status is no guide: errors come with 400, 401, 403, 500 and with 200.
    """
    body = answer.json()
    if not isinstance(body, dict):
        raise PlatformUnavailable(f"answered HTTP {answer.status} with no object")
    error = body.get("error")
    if error is not None:
        raise meaning_of(error if isinstance(error, dict) else {}, answer)
    if answer.status >= 400:
        raise PlatformUnavailable(f"answered HTTP {answer.status} without an error")
    return body


def meaning_of(error: JSON, answer: Answer) -> Exception:
    code = error.get("code")
    said = str(error.get("message", ""))
    if code in THROTTLED:
        wait = regained_after(answer) or WINDOW
        return PlatformUnavailable(
            f"throttled: {said}", retry_after=wait, nothing_done=True
        )
    if code == BLOCKED:
        return PlatformUnavailable(said, retry_after=BLOCKED_FOR, nothing_done=True)
    if code in DEAD or wrong_proof(said):
        return CredentialsDead(said)
    if not isinstance(code, int) or code in BACK_LATER or error.get("is_transient"):
        return PlatformUnavailable(f"error {code}: {said}")
    return PlatformRefused([refusal_of(code, said)])


def wrong_proof(said: str) -> bool:
    """Comes as code 100, like every wrong parameter: the app secret is not right."""
    return "appsecret_proof" in said or "app secret proof" in said


def regained_after(answer: Answer) -> timedelta | None:
    usage = read_usage(answer)
    return usage.regained_after if usage else None


def read_usage(answer: Answer) -> Usage | None:
    """The fullest bucket that the header names. Its times are minutes, not seconds."""
    entries = usage_entries(answer.headers.get("x-business-use-case-usage", ""))
    if not entries:
        return None
    percents = ("call_count", "total_cputime", "total_time")
    percent = max(number(entry.get(name)) for entry in entries for name in percents)
    minutes = max(number(e.get("estimated_time_to_regain_access")) for e in entries)
    return Usage(percent, timedelta(minutes=minutes) if minutes else None)


def usage_entries(header: str) -> list[JSON]:
    try:
        accounts = orjson.loads(header or "{}")
    except orjson.JSONDecodeError:
        return []
    lists = accounts.values() if isinstance(accounts, dict) else ()
    return [entry for entries in lists for entry in objects(entries)]


def number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def read_groups(answer: JSON) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in objects(answer.get("data")):
        group = item.get("product_group")
        name = group.get("retailer_id", "") if isinstance(group, dict) else ""
        found[str(item.get("retailer_id"))] = str(name)
    return found
