"""What the platform makes of a signature: over the bytes that came, as they came."""

import hashlib
import hmac
from urllib.parse import parse_qsl, urlsplit

from storefront.contract.sandbox import Request


def expected(request: Request, secret: str, *, with_empty: bool = True) -> str:
    pairs = sorted(first_values(request).items())
    signed = [
        key + value
        for key, value in pairs
        if key not in {"sign", "access_token"} and (value or with_empty)
    ]
    text = bytearray(secret.encode())
    text += request.path.encode()
    text += "".join(signed).encode()
    if request.headers.get_content_type() != "multipart/form-data":
        text += request.body
    text += secret.encode()
    return of(secret, bytes(text))


def first_values(request: Request) -> dict[str, str]:
    """Of a name that comes twice, the first counts, as in the Go sample."""
    pairs = parse_qsl(urlsplit(request.target).query, keep_blank_values=True)
    return dict(reversed(pairs))


def fits(request: Request, secret: str, *, with_empty: bool = True) -> bool:
    """Whether a parameter without a value is signed by its name, nobody says."""
    made = expected(request, secret, with_empty=with_empty)
    return hmac.compare_digest(made.encode(), request.query.get("sign", "").encode())


def of_webhook(body: bytes, *, app_key: str, secret: str) -> str:
    """Stands alone in the header Authorization, without Bearer or a time."""
    return of(secret, app_key.encode() + body)


def of(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
