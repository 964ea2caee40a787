"""Zalo Login on this machine: permission, token with PKCE, and who it is."""

import hashlib
import hmac

from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Switch, route
from storefront.contract.sandbox.consent import (
    ConsentSandbox,
    ask,
    decide,
    person_of,
    spend,
)

APP_ID, APP_SECRET = "360846524940903967", "zalo-sandbox-secret"


class ZaloLoginSandbox(ConsentSandbox):
    name = "Zalo Login"
    switches = (
        Switch("broken", Text(vi="Trả lời trang lỗi", en="Answers with an error page")),
        Switch("revoked", Text(vi="Thu hồi khoá ứng dụng", en="App secret revoked")),
    )
    hidden = frozenset({"code", "code_verifier"})
    seeded = {"app_id": APP_ID, "app_secret": APP_SECRET}

    def before(self, request: Request) -> Reply | None:
        if self.on("broken"):
            return Reply(502, b"<h1>Bad Gateway</h1>", content_type="text/html")
        return None

    @route("GET", "/v4/permission")
    def permission(self, request: Request) -> Reply:
        if request.query.get("app_id") != APP_ID:
            return refusal(-14002, "Invalid app id")
        if not request.query.get("code_challenge"):
            return refusal(-14010, "Invalid code challenge")
        if "person" in request.query:
            return decide(self, request)
        return ask(request, title="Zalo")

    @route("POST", "/v4/access_token")
    def access_token(self, request: Request) -> Reply:
        form = request.form
        if form.get("app_id") != APP_ID:
            return refusal(-14002, "Invalid app id")
        if request.headers.get("secret_key") != APP_SECRET or self.on("revoked"):
            return refusal(-14004, "Invalid secret key")
        token = spend(
            self, form.get("code", ""), verifier=form.get("code_verifier", "")
        )
        if token is None:
            return refusal(-14014, "Invalid authorization code")
        told = {"access_token": token, "refresh_token": "…", "expires_in": "3600"}
        return Reply.json(told)

    @route("GET", "/v2.0/me")
    def me(self, request: Request) -> Reply:
        token = request.headers.get("access_token", "")
        proof = hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256)
        if request.headers.get("appsecret_proof") != proof.hexdigest():
            return Reply.json({"error": -242, "message": "Invalid appsecret_proof"})
        person = person_of(self, token)
        if person is None:
            return Reply.json({"error": -216, "message": "Access token is invalid"})
        told = {"id": person.id, "name": person.name, "error": 0, "message": "Success"}
        return Reply.json(told)


def refusal(code: int, name: str) -> Reply:
    """With HTTP 200, as everything at Zalo."""
    return Reply.json({"error": code, "error_name": name, "error_reason": name})
