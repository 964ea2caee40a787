"""What every Graph call has: a version, parameters, a token and its proof."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field

from plugins.facebook.fake.errors import GraphError, wrong
from storefront.contract.sandbox import Request

OLDEST, NEWEST = 21, 26
NEWEST_NAME = f"v{NEWEST}.0"
VERSION = re.compile(r"/v(\d+)\.(\d+)(/.*)")

#: What the sandbox accepts; the page and the README say so.
APP_ID = "1000000000000001"
APP_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 -- of a make-believe app
APP_TOKEN = f"{APP_ID}|{APP_SECRET}"
TOKEN = "EAASANDBOXSYSTEMUSER"  # noqa: S105 -- as above
CATALOG_ID = "2000000000000002"
BUSINESS_ID = "3000000000000003"


@dataclass(frozen=True)
class Call(Request):
    """A request without its version, its parameters from query and body together."""

    version: str = ""
    params: dict[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.params.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        return (
            self.text(name).lower() in {"true", "1"} if name in self.params else default
        )

    def value(self, name: str) -> object:
        """A JSON value, whether it came as JSON or as a string of it."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise wrong(f"Param {name} must be valid JSON.") from None

    def number(self, name: str, default: int) -> int:
        text = self.text(name)
        if text and not text.isdigit():
            raise wrong(f"Param {name} must be an integer.")
        return int(text) if text else default


def read_call(request: Request) -> Call:
    served, target = served_version(request.target)
    return Call(
        request.method,
        target,
        request.headers,
        request.body,
        version=served,
        params={**request.query, **body_params(request)},
    )


def served_version(target: str) -> tuple[str, str]:
    """A version that has expired is silently served by the oldest that has not."""
    match = VERSION.fullmatch(target)
    if not match:
        return NEWEST_NAME, target
    major = int(match[1])
    if major > NEWEST:
        raise GraphError(f"Unknown path components: {match[3]}", 2500)
    return f"v{max(major, OLDEST)}.0", match[3]


def body_params(request: Request) -> dict[str, object]:
    if not request.body:
        return {}
    kind = request.headers.get_content_type()
    try:
        if kind == "application/json":
            given = request.json()
            return given if isinstance(given, dict) else {}
        if kind == "multipart/form-data":
            return dict(multipart(request))
        return dict(request.form)
    except ValueError:
        raise wrong("The body is not valid.") from None


def multipart(request: Request) -> list[tuple[str, str]]:
    boundary = b"--" + str(request.headers.get_boundary()).encode()
    found = []
    for part in request.body.split(boundary)[1:-1]:
        head, _, value = part.strip(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        if name:
            found.append((name[1].decode(), value.decode()))
    return found


def token_of(call: Call) -> str:
    scheme, _, bearer = call.headers.get("Authorization", "").partition(" ")
    return bearer if scheme.lower() == "bearer" else call.text("access_token")


def stands_for_ever(token: str) -> bool:
    return token in {TOKEN, APP_TOKEN}


def check_proof(call: Call, token: str, *, required: bool) -> None:
    proof = call.text("appsecret_proof")
    if not proof and required:
        raise wrong("This request requires either app secret proof or an app token")
    if proof and not hmac.compare_digest(proof.encode(), proof_of(token).encode()):
        raise GraphError(
            "Invalid appsecret_proof provided in the API argument",
            100,
            "GraphMethodException",
        )


def proof_of(token: str, secret: str = APP_SECRET) -> str:
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
