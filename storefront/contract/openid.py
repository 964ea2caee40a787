"""OpenID Connect, for plugins whose platform speaks it: discovery, keys, who it is.

OpenID Connect Core 1.0 and Discovery 1.0; the code flow with PKCE (RFC 7636). The
digest of the verifier is the nonce too, so a token belongs to one journey.
"""

import base64
import hashlib
import time
from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit

import jwt

from storefront.contract.data import Problem, Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http
from storefront.contract.plugin import Service
from storefront.contract.roles import SignsIn
from storefront.contract.sign_in import Identity

#: A visitor waits for it.
DEADLINE = timedelta(seconds=5)
#: So long a process goes by what the provider has published.
KEPT_FOR = 3600.0
#: What clocks may differ by, in seconds.
LEEWAY = 60
#: Each needs a key that only the provider has. HS256 would take our own secret.
ALGORITHMS = ("RS256", "ES256", "PS256", "RS512", "ES384")
#: RFC 6749, 5.2: the fault is ours, not the visitor's.
OUR_FAULT = {"invalid_client", "unauthorized_client"}
#: No code is this one: who answers "invalid grant" to it has accepted the client.
NO_CODE = "is-this-client-known"

JSON = Mapping[str, object]

#: What was published at an address, and until when it counts (real time).
_kept: dict[str, tuple[float, JSON]] = {}


class OpenIdClient:
    """Asks one provider about one of our clients. `issuer` is its exact address."""

    def __init__(
        self, *, issuer: str, client_id: str, client_secret: str, gate: Gate
    ) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.client_secret = client_secret
        self.gate = gate

    def authorize_url(
        self, *, callback: str, state: str, challenge: str, **more: str
    ) -> str:
        """Asks the provider for its addresses when they are not known yet."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": callback,
            "response_type": "code",
            "scope": "openid profile",
            "state": state,
            "nonce": challenge,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = self.published("authorization_endpoint")
        joint = "&" if urlsplit(address).query else "?"
        return f"{address}{joint}{urlencode(asked | more)}"

    def check(self) -> None:
        """There is no call for this, so a code is shown that nobody was given."""
        self.keys(anew=True)
        try:
            self.id_token(
                code=NO_CODE, callback="https://invalid.example/", verifier="0" * 43
            )
        except PlatformRefused:
            return

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        token = self.id_token(code=code, callback=callback, verifier=verifier)
        claims = self.claims(token)
        if claims.get("nonce") != challenge_of(verifier):
            raise refused("nonce", "The token was made for another journey.")
        if claims.get("azp", self.client_id) != self.client_id:
            raise refused("azp", "The token was given to another client.")
        return Identity(str(claims["sub"]), str(claims.get("name", "")))

    def id_token(self, *, code: str, callback: str, verifier: str) -> str:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": verifier,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if self.takes_secret_in_body():
            asked |= {"client_id": self.client_id, "client_secret": self.client_secret}
        else:
            headers["Authorization"] = f"Basic {self.basic()}"
        answer = self.call(
            "POST", self.published("token_endpoint"), urlencode(asked).encode(), headers
        )
        token = understand(answer).get("id_token")
        if not isinstance(token, str):
            raise PlatformUnavailable("gave no id_token")
        return token

    def takes_secret_in_body(self) -> bool:
        """Basic is what counts where nothing is said (Discovery 1.0, 3)."""
        methods = self.discovery().get("token_endpoint_auth_methods_supported")
        return isinstance(methods, list) and "client_secret_post" in methods

    def basic(self) -> str:
        """Both are form-encoded first (RFC 6749, 2.3.1)."""
        pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
        return base64.b64encode(pair.encode()).decode()

    def claims(self, token: str) -> JSON:
        """Return what the token says, if the provider signed it, for us, just now."""
        try:
            claims: JSON = jwt.decode(
                token,
                self.key_of(token),
                algorithms=ALGORITHMS,
                audience=self.client_id,
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise refused(type(error).__name__, str(error)) from None
        return claims

    def key_of(self, token: str) -> jwt.PyJWK:
        """Providers change their keys: for one not known they are asked anew."""
        name = jwt.get_unverified_header(token).get("kid")
        for anew in (False, True):
            keys = self.keys(anew=anew)
            found = [key for key in keys if name in {None, key.key_id}]
            if len(found) == 1:
                return found[0]
        raise jwt.InvalidKeyError("signed by a key that is not published")

    def keys(self, *, anew: bool = False) -> list[jwt.PyJWK]:
        told = self.kept(self.published("jwks_uri"), anew=anew)
        try:
            keys = jwt.PyJWKSet.from_dict(dict(told)).keys
        except jwt.PyJWTError as error:
            raise PlatformUnavailable(f"published no usable key: {error}") from None
        return [key for key in keys if key.public_key_use in {None, "sig"}]

    def published(self, name: str) -> str:
        address = self.discovery().get(name)
        if not isinstance(address, str):
            raise PlatformUnavailable(f"published no {name}")
        return address

    def discovery(self) -> JSON:
        told = self.kept(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise PlatformUnavailable(f"calls itself {told.get('issuer')}")
        return told

    def kept(self, address: str, *, anew: bool = False) -> JSON:
        until, told = _kept.get(address, (0.0, {}))
        if anew or until < time.monotonic():
            told = understand(self.call("GET", address))
            _kept[address] = (time.monotonic() + KEPT_FOR, told)
        return told

    def call(
        self,
        method: str,
        address: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        parts = urlsplit(address)
        host = Http(f"{parts.scheme}://{parts.netloc}", self.gate, deadline=DEADLINE)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return host.request(
            method, path, endpoint="login", content=content, headers=headers
        )


class OpenIdService(Service, SignsIn):
    """A service that signs in by OpenID Connect. Its form has client_id and
    client_secret; say where the provider is, and what more the door is to be asked.
    """

    secrets = frozenset({"client_secret"})
    account_field = "client_id"
    #: Sent along when a visitor is sent to say yes.
    asked_there: ClassVar[Mapping[str, str]] = {}

    @property
    def issuer(self) -> str:
        return self.api_address

    @cached_property
    def client(self) -> OpenIdClient:
        return OpenIdClient(
            issuer=self.issuer,
            client_id=self.credentials["client_id"],
            client_secret=self.credentials["client_secret"],
            gate=self.gate,
        )

    def check(self) -> None:
        self.client.check()

    def probe(self) -> None:
        self.check()

    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        return self.client.authorize_url(
            callback=callback, state=state, challenge=challenge, **self.asked_there
        )

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        return self.client.identify(code=code, callback=callback, verifier=verifier)


def understand(answer: Answer) -> JSON:
    body = answer.json()
    if not isinstance(body, dict):
        raise PlatformUnavailable(f"answered HTTP {answer.status} with no object")
    error = str(body.get("error", ""))
    if answer.status >= 500 or (answer.status >= 400 and not error):
        raise PlatformUnavailable(f"answered HTTP {answer.status} {error}".strip())
    if error in OUR_FAULT:
        raise CredentialsDead(str(body.get("error_description", error)))
    if error:
        raise refused(error, str(body.get("error_description", "")))
    return body


def refused(code: str, said: str) -> PlatformRefused:
    text = Text(
        vi="Nhà cung cấp không xác nhận.", en="The provider did not confirm it."
    )
    return PlatformRefused([Problem(code, text, said=said)])


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
