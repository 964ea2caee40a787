"""Signatures: of every call we make, and of every webhook that comes.

Partner Center, "Sign your API request" and "TikTok Shop webhooks overview" (2026-05).
The example there prints a signature that is not the one of its own text.
"""

import hashlib
import hmac
from collections.abc import Mapping

from storefront.contract.webhooks import Delivery

UNSIGNED = {"sign", "access_token"}


def sign(
    secret: str,
    path: str,
    params: Mapping[str, str],
    *,
    body: bytes = b"",
    content_type: str = "application/json",
) -> str:
    """`params` as they are meant, not as they are encoded; `body` as it goes out."""
    told = "".join(
        name + value for name, value in sorted(params.items()) if name not in UNSIGNED
    )
    upload = content_type.partition(";")[0].strip().lower() == "multipart/form-data"
    text = (path + told).encode() + (b"" if upload else body)
    return digest(secret, secret.encode() + text + secret.encode())


def is_genuine(delivery: Delivery, *, app_key: str, secret: str) -> bool:
    """The signature knows no time: that a webhook comes again shows its id alone."""
    expected = digest(secret, app_key.encode() + delivery.body)
    given = delivery.headers.get("authorization", "")
    return bool(secret) and hmac.compare_digest(expected.encode(), given.encode())


def digest(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
