"""Facebook Login on this machine: the dialog, the token, and who it is."""

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

APP_ID, APP_SECRET = "1234567890123456", "0123456789abcdef0123456789abcdef"


class FacebookLoginSandbox(ConsentSandbox):
    name = "Facebook Login"
    switches = (
        Switch("broken", Text(vi="Báo lỗi tạm thời", en="Says try again later")),
        Switch("email", Text(vi="Kèm email không hỏi", en="Tells e-mails unasked")),
        Switch("revoked", Text(vi="Thu hồi khoá ứng dụng", en="App secret revoked")),
    )
    hidden = frozenset({"access_token", "appsecret_proof", "client_secret", "code"})
    seeded = {"app_id": APP_ID, "app_secret": APP_SECRET}

    def before(self, request: Request) -> Reply | None:
        if self.on("broken"):
            return refusal(2, "An unexpected error has occurred.", status=500)
        return None

    @route("GET", "/{version}/dialog/oauth")
    def dialog(self, request: Request, version: str) -> Reply:
        if request.query.get("client_id") != APP_ID:
            return refusal(101, "Error validating application.")
        if "person" in request.query:
            return decide(self, request)
        return ask(request, title="Facebook")

    @route("GET", "/{version}/oauth/access_token")
    def access_token(self, request: Request, version: str) -> Reply:
        query = request.query
        if query.get("client_id") != APP_ID:
            return refusal(101, "Error validating application.")
        if query.get("client_secret") != APP_SECRET or self.on("revoked"):
            return refusal(1, "Error validating client secret.")
        if query.get("grant_type") == "client_credentials":
            return Reply.json({"access_token": f"{APP_ID}|app", "token_type": "bearer"})
        callback = query.get("redirect_uri", "")
        token = spend(self, query.get("code", ""), callback=callback)
        if token is None:
            return refusal(100, "This authorization code has been used.")
        told = {"access_token": token, "token_type": "bearer", "expires_in": 5183999}
        return Reply.json(told)

    @route("GET", "/{version}/me")
    def me(self, request: Request, version: str) -> Reply:
        token = request.query.get("access_token", "")
        proof = hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256)
        if request.query.get("appsecret_proof") != proof.hexdigest():
            return refusal(100, "Invalid appsecret_proof provided in the API argument")
        person = person_of(self, token)
        if person is None:
            return refusal(190, "Invalid OAuth access token.", status=401)
        told = {"id": person.id, "name": person.name, "email": person.email}
        wanted = request.query.get("fields", "id,name").split(",")
        if self.on("email"):
            wanted.append("email")
        # Who has no confirmed e-mail has no such key: it is not null.
        return Reply.json(
            {key: told[key] for key in told if key in wanted and told[key]}
        )


def refusal(code: int, message: str, *, status: int = 400) -> Reply:
    error = {"message": message, "type": "OAuthException", "code": code}
    return Reply.json({"error": error}, status=status)
