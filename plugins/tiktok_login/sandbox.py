"""TikTok Login Kit on this machine: consent, the token, and who it is."""

from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Switch, route
from storefront.contract.sandbox.consent import (
    ConsentSandbox,
    ask,
    decide,
    person_of,
    spend,
)

CLIENT_KEY, CLIENT_SECRET = "awsandbox0000000", "tiktok-sandbox-secret"
LOG_ID = "20261126000000000000000000000000"


class TikTokLoginSandbox(ConsentSandbox):
    name = "TikTok Login"
    switches = (
        Switch("broken", Text(vi="Báo lỗi nội bộ", en="Says internal error")),
        Switch("revoked", Text(vi="Thu hồi khoá ứng dụng", en="Client secret revoked")),
        Switch("throttled", Text(vi="Báo gọi quá nhiều", en="Says too many calls")),
    )
    hidden = frozenset({"code", "client_secret"})
    seeded = {"client_key": CLIENT_KEY, "client_secret": CLIENT_SECRET}

    def before(self, request: Request) -> Reply | None:
        if self.on("broken"):
            return failure("internal_error", "Internal error.", status=500)
        if self.on("throttled"):
            return failure("rate_limit_exceeded", "Too many requests.", status=429)
        return None

    @route("GET", "/v2/auth/authorize/")
    def authorize(self, request: Request) -> Reply:
        if request.query.get("client_key") != CLIENT_KEY:
            return refusal("invalid_request", "Param error: client_key")
        if "user.info.basic" not in request.query.get("scope", "").split(","):
            return refusal("invalid_scope", "Scope error")
        if "person" in request.query:
            return decide(self, request)
        return ask(request, title="TikTok")

    @route("POST", "/v2/oauth/token/")
    def token(self, request: Request) -> Reply:
        form = request.form
        if form.get("client_key") != CLIENT_KEY:
            return refusal("invalid_client", "Client key or secret is incorrect.")
        if form.get("client_secret") != CLIENT_SECRET or self.on("revoked"):
            return refusal("invalid_client", "Client key or secret is incorrect.")
        callback = form.get("redirect_uri", "")
        token = spend(self, form.get("code", ""), callback=callback)
        person = person_of(self, token) if token else None
        if person is None:
            return refusal("invalid_grant", "Authorization code is expired.")
        told = {
            "access_token": token,
            "expires_in": 86400,
            "open_id": person.id,
            "refresh_expires_in": 31536000,
            "refresh_token": "rft.sandbox",
            "scope": "user.info.basic",
            "token_type": "Bearer",
        }
        return Reply.json(told)

    @route("GET", "/v2/user/info/")
    def user_info(self, request: Request) -> Reply:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        person = person_of(self, bearer)
        if person is None:
            said = "The access token is invalid or not found in the request."
            return failure("access_token_invalid", said, status=401)
        known = {"open_id": person.id, "display_name": person.name}
        wanted = request.query.get("fields", "").split(",")
        user = {name: known[name] for name in wanted if name in known}
        ok = {"code": "ok", "message": "", "log_id": LOG_ID}
        return Reply.json({"data": {"user": user}, "error": ok})


def refusal(error: str, said: str) -> Reply:
    """The flat form, of everything around tokens."""
    body = {"error": error, "error_description": said, "log_id": LOG_ID}
    return Reply.json(body, status=400)


def failure(code: str, said: str, *, status: int) -> Reply:
    error = {"code": code, "message": said, "log_id": LOG_ID}
    return Reply.json({"data": {}, "error": error}, status=status)
