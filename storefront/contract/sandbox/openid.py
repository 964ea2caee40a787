"""A fake of any OpenID Connect provider. Subclass it with a name and a client."""

import base64
import secrets
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from storefront.contract.data import Text
from storefront.contract.sandbox.consent import (
    ConsentSandbox,
    ask,
    challenge_of,
    decide,
    person_of,
    spend,
)
from storefront.contract.sandbox.platform import route
from storefront.contract.sandbox.requests import Reply, Request
from storefront.contract.sandbox.switches import Switch

#: How long an id_token is good for, in seconds.
TOKEN_LIVES = 3600


class OpenIdSandbox(ConsentSandbox):
    switches = (
        Switch("broken", Text(vi="Trả lời trang lỗi", en="Answers with an error page")),
        Switch("revoked", Text(vi="Thu hồi khoá ứng dụng", en="Client secret revoked")),
        Switch("expired", Text(vi="Mã đã hết hạn", en="Tokens have run out")),
        Switch(
            "stranger", Text(vi="Mã cho ứng dụng khác", en="Tokens for another client")
        ),
        Switch("email", Text(vi="Kèm email không hỏi", en="Tells e-mails unasked")),
        Switch("unsigned", Text(vi="Mã không ký", en="Tokens without a signature")),
        Switch(
            "basic",
            Text(
                vi="Chỉ nhận khoá ở tiêu đề", en="Takes the secret in the header only"
            ),
        ),
    )
    hidden = frozenset({"code", "code_verifier", "client_secret"})

    def __init__(self, path: Path, **options: Any) -> None:
        super().__init__(path, **options)
        self.change_keys()

    def change_keys(self) -> None:
        """As providers do every few weeks."""
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.key_id = secrets.token_hex(8)

    def before(self, request: Request) -> Reply | None:
        if self.on("broken"):
            return Reply(502, b"<h1>Bad Gateway</h1>", content_type="text/html")
        return None

    @route("GET", "/.well-known/openid-configuration")
    def configuration(self, request: Request) -> Reply:
        here = issuer(request)
        methods = ["client_secret_basic"]
        if not self.on("basic"):
            methods.append("client_secret_post")
        return Reply.json(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": methods,
                "code_challenge_methods_supported": ["S256"],
            }
        )

    @route("GET", "/keys")
    def keys(self, request: Request) -> Reply:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        facts = {"kid": self.key_id, "use": "sig", "alg": "RS256"}
        return Reply.json({"keys": [{**public, **facts}]})

    @route("GET", "/authorize")
    def authorize(self, request: Request) -> Reply:
        query = request.query
        if query.get("client_id") != self.seeded["client_id"]:
            return refusal("invalid_client", "The OAuth client was not found.", 401)
        if "openid" not in query.get("scope", "").split():
            return refusal("invalid_scope", "The scope openid is missing.")
        if query.get("nonce") != query.get("code_challenge"):
            # It keeps one column for both: what is asked here always sends them equal.
            return refusal("invalid_request", "This sandbox wants one for both.")
        if "person" in query:
            return decide(self, request)
        return ask(request, title=self.name)

    @route("POST", "/token")
    def token(self, request: Request) -> Reply:
        form = request.form
        if self.secret_shown(request) != self.pair or self.on("revoked"):
            return refusal("invalid_client", "Unauthorized", 401)
        verifier = form.get("code_verifier", "")
        access = spend(
            self,
            form.get("code", ""),
            callback=form.get("redirect_uri", ""),
            verifier=verifier,
        )
        if access is None:
            return refusal("invalid_grant", "Malformed auth code.")
        told = {
            "access_token": access,
            "expires_in": TOKEN_LIVES - 1,
            "scope": "openid profile",
            "token_type": "Bearer",
            "id_token": self.signed(self.claims(request, access, verifier)),
        }
        return Reply.json(told)

    @property
    def pair(self) -> tuple[str, str]:
        return self.seeded["client_id"], self.seeded["client_secret"]

    def secret_shown(self, request: Request) -> tuple[str, str]:
        kind, _space, packed = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            name, _colon, secret = base64.b64decode(packed).decode().partition(":")
            return unquote_plus(name), unquote_plus(secret)
        if self.on("basic"):
            return "", ""
        return request.form.get("client_id", ""), request.form.get("client_secret", "")

    def claims(self, request: Request, access: str, verifier: str) -> dict[str, object]:
        person, now = person_of(self, access), int(time.time())
        issued = now - 2 * TOKEN_LIVES if self.on("expired") else now
        known: dict[str, object] = {}
        if person:
            known = {"sub": person.id, "name": person.name}
        if person and self.on("email"):
            known |= {"email": person.email, "email_verified": True}
        return known | {
            "iss": issuer(request),
            "aud": "another" if self.on("stranger") else self.seeded["client_id"],
            "azp": self.seeded["client_id"],
            "iat": issued,
            "exp": issued + TOKEN_LIVES,
            "nonce": challenge_of(verifier),
        }

    def signed(self, claims: dict[str, object]) -> str:
        headers = {"kid": self.key_id}
        if self.on("unsigned"):
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        return jwt.encode(claims, self.key, algorithm="RS256", headers=headers)


def issuer(request: Request) -> str:
    return f"http://{request.headers.get('host', '')}"


def refusal(error: str, said: str, status: int = 400) -> Reply:
    return Reply.json({"error": error, "error_description": said}, status=status)
