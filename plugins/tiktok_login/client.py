"""How to ask TikTok who has come (Login Kit for Web, developers.tiktok.com, 2026)."""

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

#: About our app and not about the visitor (RFC 6749, 5.2).
OUR_FAULT = {"invalid_client", "unauthorized_client"}
#: Words of the second error form that pass by themselves.
PASSING = {"rate_limit_exceeded", "internal_error"}

#: No code is this one: who answers "invalid grant" to it has accepted the app.
NO_CODE = "is-this-app-known"

JSON = Mapping[str, object]


class LoginClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.client_key = credentials["client_key"]
        self.client_secret = credentials["client_secret"]
        self.http = Http(address, gate, deadline=DEADLINE)

    def check_app(self) -> None:
        """There is no call for this, so a code is shown that nobody was given."""
        try:
            self.token_for(NO_CODE, "https://invalid.example/")
        except PlatformRefused:
            return

    def token_for(self, code: str, callback: str) -> str:
        asked = {
            "client_key": self.client_key,
            "client_secret": self.client_secret,
            "code": code,
            "grant_type": "authorization_code",
            "redirect_uri": callback,
        }
        answer = self.http.request(
            "POST",
            "/v2/oauth/token/",
            endpoint="login",
            content=urlencode(asked).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        token = understand(answer).get("access_token")
        if not isinstance(token, str):
            raise PlatformUnavailable("gave neither a token nor an error")
        return token

    def whose(self, token: str) -> Identity:
        """`open_id`: the same person has others at other apps. There is no e-mail."""
        answer = self.http.request(
            "GET",
            "/v2/user/info/",
            endpoint="login",
            params={"fields": "open_id,display_name"},
            headers={"Authorization": f"Bearer {token}"},
        )
        data = understand(answer).get("data")
        user = data.get("user") if isinstance(data, dict) else None
        if not isinstance(user, dict) or not user.get("open_id"):
            raise PlatformUnavailable("did not say who it is")
        return Identity(str(user["open_id"]), str(user.get("display_name", "")))


def understand(answer: Answer) -> JSON:
    """Two forms of error: a word in a flat body, or an object whose code is "ok"."""
    body = answer.json()
    if not isinstance(body, dict):
        raise PlatformUnavailable(f"answered HTTP {answer.status} with no object")
    error = body.get("error") or ""
    if isinstance(error, dict):
        code, said = str(error.get("code", "")), str(error.get("message", ""))
    else:
        code, said = str(error), str(body.get("error_description", ""))
    if code not in {"", "ok"}:
        raise meaning_of(code, said)
    if answer.status >= 400:
        raise PlatformUnavailable(f"answered HTTP {answer.status} without an error")
    return body


def meaning_of(code: str, said: str) -> Exception:
    """A visitor's bad code is theirs alone; only our own secret stops the service."""
    if code in OUR_FAULT or "client_key" in said:
        return CredentialsDead(f"{code}: {said}")
    if code in PASSING:
        return PlatformUnavailable(f"{code}: {said}")
    text = Text(vi="TikTok không xác nhận.", en="TikTok did not confirm it.")
    return PlatformRefused([Problem(code, text, said=said)])
