"""How Meta signs what it posts about a person ("Data Deletion Request Callback")."""

import base64
import binascii
import hashlib
import hmac
import json
from urllib.parse import parse_qs

ALGORITHM = "HMAC-SHA256"


def read(body: bytes, *, secret: str) -> str | None:
    """Return the person's id in our app, or nothing where the secret did not sign it.

    The signature is over the packed payload as it came. What it says of how it is
    signed is looked at only once the one way we know has held.
    """
    try:
        form = parse_qs(body.decode(), strict_parsing=True)
        signature, _dot, payload = form["signed_request"][0].partition(".")
        shown, told = unpack(signature), unpack(payload)
    except (KeyError, ValueError):  # UnicodeDecodeError and binascii.Error among them
        return None
    due = hmac.digest(secret.encode(), payload.encode(), hashlib.sha256)
    if not hmac.compare_digest(shown, due):
        return None
    return person_in(told)


def person_in(told: bytes) -> str | None:
    try:
        facts = json.loads(told)
    except ValueError:
        return None
    if not isinstance(facts, dict) or facts.get("algorithm") != ALGORITHM:
        return None
    person = facts.get("user_id")
    return str(person) if person else None


def unpack(text: str) -> bytes:
    """Without its padding, as Meta sends it. Raises binascii.Error."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True)
    except ValueError as error:  # not ASCII
        raise binascii.Error(str(error)) from error
