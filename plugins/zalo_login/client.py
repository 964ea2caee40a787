"""How to ask Zalo who has come. Its errors come inside HTTP 200."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from storefront.contract.data import Problem, Text
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.http import Answer, Gate, Http
from storefront.contract.sign_in import Identity

#: A visitor waits for it.
DEADLINE = timedelta(seconds=5)

#: Zalo names its errors; the numbers differ between its pages. These are about us.
OUR_FAULT = ("app_id", "app id", "secret", "appsecret_proof")

#: No code is this one: who answers "invalid code" to it has accepted the app.
NO_CODE = "is-this-app-known"

JSON = Mapping[str, object]


class LoginClient:
    def __init__(
        self, oauth: str, graph: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.app_id = credentials["app_id"]
        self.app_secret = credentials["app_secret"]
        self.oauth = Http(oauth, gate, deadline=DEADLINE)
        self.graph = Http(graph, gate, deadline=DEADLINE)

    def check_app(self) -> None:
        """There is no call for this, so a code is shown that nobody was given."""
        try:
            self.token_for(NO_CODE, "0" * 43)
        except PlatformRefused:
            return

    def token_for(self, code: str, verifier: str) -> str:
        asked = {
            "code": code,
            "app_id": self.app_id,
            "grant_type": "authorization_code",
            "code_verifier": verifier,
        }
        answer = self.oauth.request(
            "POST",
            "/v4/access_token",
            endpoint="login",
            content=urlencode(asked).encode(),
            headers={
                "secret_key": self.app_secret,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        body = understand(answer)
        if "access_token" not in body:
            raise PlatformUnavailable("gave neither a token nor an error")
        return str(body["access_token"])

    def whose(self, token: str) -> Identity:
        proof = hmac.new(self.app_secret.encode(), token.encode(), hashlib.sha256)
        answer = self.graph.request(
            "GET",
            "/v2.0/me",
            endpoint="login",
            params={"fields": "id,name"},
            headers={"access_token": token, "appsecret_proof": proof.hexdigest()},
        )
        body = understand(answer)
        return Identity(str(body["id"]), str(body.get("name", "")))


def understand(answer: Answer) -> JSON:
    """`error` is 0 where all is well, if it is there at all."""
    body = answer.json()
    if not isinstance(body, dict):
        raise PlatformUnavailable(f"answered HTTP {answer.status} with no object")
    if body.get("error"):
        raise meaning_of(body)
    if answer.status >= 400:
        raise PlatformUnavailable(f"answered HTTP {answer.status} without an error")
    return body


def meaning_of(body: JSON) -> Exception:
    """A visitor's bad code is theirs alone; only our own secret stops the service."""
    said = " ".join(
        str(body[name])
        for name in ("error_name", "error_reason", "message")
        if body.get(name)
    )
    if any(word in said.lower() for word in OUR_FAULT):
        return CredentialsDead(said)
    text = Text(vi="Zalo không xác nhận.", en="Zalo did not confirm it.")
    return PlatformRefused([Problem(str(body["error"]), text, said=said)])
