"""What every call must pass before anything is done about it, in this order: path,
method, app, moment, signature, token, scope, shop, format.

Only that the app comes before the signature was seen at the real platform; the rest of
the order is not written down anywhere.
"""

import re

from plugins.tiktok_shop.fake import quotas, seller, signatures, tokens
from plugins.tiktok_shop.fake.app import APP_KEY, APP_SECRET
from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.errors import (
    LIKELY_STATUS,
    STATUS,
    ShopError,
    envelope,
    mixed,
)
from plugins.tiktok_shop.fake.facts import FACTS, FAULTS
from storefront.contract import clock
from storefront.contract.sandbox import Reply, Request, Sandbox

#: What browsers and whoever has no token yet may ask for.
OPEN = ("/open/", "/api/v2/token/", "/tos-sandbox/")
PAST, FUTURE = 5 * 60, 30

WITHOUT_SHOP = re.compile(
    r"[A-Z]+ /authorization/.*|[A-Z]+ /seller/.*"
    r"|POST /product/\d+/(?:images|files)/upload|POST /product/\d+/brands"
)
FORMS = {"/product/202309/images/upload"}
FAILURES = {"internal": 36009003, "timeout": 36009007}


class Gated(Sandbox):
    """The platform without its rooms: who may come in, and how it says no."""

    schema = tokens.SCHEMA + quotas.SCHEMA
    switches = (*FAULTS, *FACTS)
    hidden = frozenset(
        {"app_secret", "auth_code", "refresh_token", "code", "sign", "access_token"}
    )

    def answer(self, request: Request) -> Reply:
        try:
            return super().answer(self.admitted(request))
        except ShopError as error:
            return self.refusal(error)

    def refusal(self, error: ShopError) -> Reply:
        if error.code in FAILURES.values() and self.value("failing") == "html":
            page = b"<html><body>502 Bad Gateway</body></html>"
            return Reply(502, page, content_type="text/html")
        told = envelope(error.code, error.said, error.data)
        if error.data is None and self.value("error_data") == "absent":
            del told["data"]
        elif error.data is None and self.value("error_data") == "object":
            told["data"] = {}
        throttled = error.code == 36009002
        headers = {"Retry-After": "2"} if throttled else {}
        return Reply.json(told, status=self.status_of(error.code), headers=headers)

    def status_of(self, code: int) -> int:
        if self.value("failing") == "overload" and code in FAILURES.values():
            return 503
        likely = LIKELY_STATUS if self.on("gateway_statuses") else {}
        return {**STATUS, **likely}.get(code, 200)

    @classmethod
    def unwell(cls) -> Reply:
        """Business errors come with HTTP 200, those of the inside too."""
        error = ShopError(36009003)
        return Reply.json(envelope(error.code, error.said, None))

    def unknown(self, request: Request) -> Reply:
        """Only an open path that is not there comes so far."""
        raise ShopError(36009009)

    # Who comes in

    def admitted(self, request: Request) -> Request:
        self.fail_if_told()
        if request.path.startswith(OPEN):
            return request
        self.check_path(request)
        self.check_app(request)
        self.check_moment(request)
        self.check_signature(request)
        self.check_token(request)
        shop = self.shop_of(request)
        self.check_pace(shop)
        check_format(request)
        told = (request.method, request.target, request.headers, request.body)
        return Call(*told, shop=shop)

    def fail_if_told(self) -> None:
        failing = str(self.value("failing"))
        if failing != "off":
            raise ShopError(FAILURES.get(failing, 36009003))

    def check_path(self, request: Request) -> None:
        methods = {
            m for m, pattern, _ in self._routes if pattern.fullmatch(request.path)
        }
        if not methods:
            raise ShopError(36009009)
        if request.method not in methods:
            raise ShopError(36009010)

    def check_app(self, request: Request) -> None:
        if request.query.get("app_key") != APP_KEY:
            raise mixed("Invalid credentials. Invalid `app_key` query parameter.")

    def check_moment(self, request: Request) -> None:
        told = (
            "Invalid timestamp. The value of the `timestamp` query parameter must not"
        )
        text = request.query.get("timestamp", "")
        moment = int(text) if re.fullmatch(r"-?\d{1,12}", text) else -1
        now = clock.now().timestamp()
        if moment < 0:
            raise mixed(f"{told} be lesser than 0.")
        if moment < now - PAST:
            raise mixed(f"{told} be earlier than 5 minutes before the current time.")
        if moment > now + FUTURE:
            raise mixed(f"{told} exceed the current time by more than 30 seconds.")

    def check_signature(self, request: Request) -> None:
        if not request.query.get("sign"):
            raise mixed(
                "Missing credentials. The request does not include a required"
                " signature in the query."
            )
        with_empty = self.on("empty_signed")
        if not signatures.fits(request, APP_SECRET, with_empty=with_empty):
            raise ShopError(106001)

    def check_token(self, request: Request) -> None:
        given = request.headers.get("x-tts-access-token", "")
        if self.on("revoked") or not tokens.is_known(self, given):
            raise mixed(
                "Invalid credentials. The `x-tts-access-token` header is invalid."
            )
        if self.on("expired") or tokens.is_over(self, given):
            raise ShopError(105002)
        if request.path.startswith(f"/{self.value('without_scope')}/"):
            raise ShopError(105005)

    def shop_of(self, request: Request) -> str:
        """Which shop the call is about; none, where it is about the seller."""
        cipher = request.query.get("shop_cipher")
        if WITHOUT_SHOP.fullmatch(f"{request.method} {request.path}"):
            if cipher is not None:
                raise mixed(
                    "Unexpected identifier. The `shop_cipher` query parameter is not"
                    " required for this request."
                )
            return ""
        if not cipher:
            raise ShopError(106013)
        if cipher not in seller.BY_CIPHER:
            raise ShopError(101000)
        return seller.BY_CIPHER[cipher].id

    def check_pace(self, shop: str) -> None:
        most = self.number("calls_per_second")
        if self.on("throttled") or quotas.is_over(self, shop, most=most):
            raise ShopError(36009002)


def check_format(request: Request) -> None:
    kind = request.headers.get_content_type()
    if request.path in FORMS and kind != "multipart/form-data":
        raise ShopError(36009023)
    if request.path not in FORMS and request.body and kind != "application/json":
        raise ShopError(36009022)


def yes(data: object) -> Reply:
    return Reply.json(envelope(0, "Success", data))
