"""How to ask Graph who has come, and what its refusals mean."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta

from storefront.contract.data import Problem, Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http
from storefront.contract.sign_in import Identity

VERSION = "v26.0"

#: A visitor waits for it.
DEADLINE = timedelta(seconds=5)

#: The code is used, too old, or for another address; a token nobody gave.
NOT_THEIRS = {100, 190}
#: No such app.
NO_APP = {101}

JSON = Mapping[str, object]


class LoginClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.app_id = credentials["app_id"]
        self.app_secret = credentials["app_secret"]
        self.http = Http(address, gate, deadline=DEADLINE)

    def app_token(self) -> str:
        """Proves that the app's id and secret belong together."""
        return self.token(grant_type="client_credentials")

    def token_for(self, code: str, callback: str) -> str:
        return self.token(code=code, redirect_uri=callback)

    def token(self, **asked: str) -> str:
        answer = self.read(
            "/oauth/access_token",
            client_id=self.app_id,
            client_secret=self.app_secret,
            **asked,
        )
        return str(answer["access_token"])

    def whose(self, token: str) -> Identity:
        """`appsecret_proof`: the token is ours, and not one found somewhere."""
        proof = hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256)
        answer = self.read(
            "/me",
            fields="id,name",
            access_token=token,
            appsecret_proof=proof.hexdigest(),
        )
        return Identity(str(answer["id"]), str(answer.get("name", "")))

    def read(self, path: str, **params: str) -> JSON:
        answer = self.http.request(
            "GET", f"/{VERSION}{path}", endpoint="login", params=params
        )
        return understand(answer)


def understand(answer: Answer) -> JSON:
    body = answer.json()
    if not isinstance(body, dict):
        raise PlatformUnavailable(f"answered HTTP {answer.status} with no object")
    error = body.get("error")
    if isinstance(error, dict):
        raise meaning_of(error)
    if answer.status >= 400:
        raise PlatformUnavailable(f"answered HTTP {answer.status} without an error")
    return body


def meaning_of(error: JSON) -> Exception:
    """A visitor's bad code is theirs alone; only our own secret stops the service.

    A wrong secret comes as code 1, like a passing ailment: only its words tell.
    """
    code, said = error.get("code"), str(error.get("message", ""))
    if code in NO_APP or "client secret" in said or "appsecret_proof" in said:
        return CredentialsDead(said)
    if code in NOT_THEIRS:
        text = Text(vi="Facebook không xác nhận.", en="Facebook did not confirm it.")
        return PlatformRefused([Problem(str(code), text, said=said)])
    return PlatformUnavailable(f"error {code}: {said}")
