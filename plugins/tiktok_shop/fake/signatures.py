"""What the platform makes of a signature: over the bytes that came, as they came."""

import hashlib
import hmac

from storefront.contract.sandbox import Request


def expected(request: Request, secret: str) -> str:
    pairs = sorted(request.query.items())
    signed = [
        key + value for key, value in pairs if key not in {"sign", "access_token"}
    ]
    text = bytearray(secret.encode())
    text += request.path.encode()
    text += "".join(signed).encode()
    if request.headers.get_content_type() != "multipart/form-data":
        text += request.body
    text += secret.encode()
    return of(secret, bytes(text))


def fits(request: Request, secret: str) -> bool:
    given = request.query.get("sign", "")
    return hmac.compare_digest(expected(request, secret).encode(), given.encode())


def of_webhook(body: bytes, *, app_key: str, secret: str) -> str:
    """Stands alone in the header Authorization, without Bearer or a time."""
    return of(secret, app_key.encode() + body)


def of(secret: str, text: bytes) -> str:
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
