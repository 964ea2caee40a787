"""The page on which a seller says yes, and the door where a code becomes tokens."""

from html import escape
from urllib.parse import urlencode, urlsplit

from plugins.tiktok_shop.fake import app, seller, tokens
from plugins.tiktok_shop.fake.errors import ShopError, envelope, invalid
from plugins.tiktok_shop.fake.gate import Gated
from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, route
from storefront.contract.sandbox.consent import page, say

SCHEMA = """
create table if not exists redirect (id integer primary key, url text not null);
"""

INTRO = Text(
    vi="Trang giả trên máy này. Ứng dụng muốn quản lý các gian hàng này:",
    en="A make-believe page on this machine. An app wants to manage these shops:",
)
BACK = Text(
    vi="Redirect URL (ở TikTok thật, Partner Center giữ địa chỉ này)",
    en="Redirect URL (at the real TikTok, Partner Center keeps it)",
)
YES = Text(vi="Cho phép", en="Authorize")
NO = Text(vi="Không cho phép", en="Do not authorize")

FORM = """<ul class="granted">{shops}</ul>
<form action="/open/authorize/answer">
<input type="hidden" name="state" value="{state}">
<label>{back} <input name="redirect_url" type="url" value="{redirect}" required></label>
<p class="answers"><button class="yes" name="answer" value="yes">{yes}</button>
<button name="answer" value="no" formnovalidate>{no}</button></p>
</form>"""


class Consents(Gated):
    schema = Gated.schema + SCHEMA

    @route("GET", "/open/authorize")
    def authorize(self, request: Request) -> Reply:
        """There is no redirect_uri: where the seller goes back to, Partner Center says.
        As the sandbox has none, its page asks.
        """
        if request.query.get("service_id") != app.SERVICE_ID:
            raise invalid("service_id", "it is not known", "a service")
        form = FORM.format(
            shops="".join(f"<li>{escape(shop.name)}</li>" for shop in seller.SHOPS),
            state=escape(request.query.get("state", "")),
            redirect=escape(self.redirect_url()),
            back=say(request, BACK),
            yes=say(request, YES),
            no=say(request, NO),
        )
        return page(request, title="TikTok Shop", intro=INTRO, choice=form)

    @route("GET", "/open/authorize/answer")
    def answer_authorize(self, request: Request) -> Reply:
        """How a seller's no looks is not written down: no code comes."""
        url, state = (
            request.query.get("redirect_url", ""),
            request.query.get("state", ""),
        )
        if urlsplit(url).scheme not in {"http", "https"}:
            raise invalid("redirect_url", "it is no address", "http or https")
        with self.writing() as rows:
            rows.execute("insert or replace into redirect values (1, ?)", (url,))
            agreed = request.query.get("answer") == "yes"
            code = {"code": tokens.give_code(rows)} if agreed else {}
        more = {"app_key": app.APP_KEY, "locale": "vi-VN", "shop_region": "VN"}
        told = {**code, "state": state, **(more if self.on("more_at_callback") else {})}
        return Reply(302, headers={"Location": f"{url}?{urlencode(told)}"})

    def redirect_url(self) -> str:
        with self.reading() as rows:
            row = rows.execute("select url from redirect").fetchone()
        return str(row["url"]) if row else app.REDIRECT_URL

    @route("GET", "/api/v2/token/get")
    def token_get(self, request: Request) -> Reply:
        check_app(request, "authorized_code")
        given = tokens.trade(self, request.query.get("auth_code", ""))
        return Reply.json(envelope(0, "success", given))

    @route("GET", "/api/v2/token/refresh")
    def token_refresh(self, request: Request) -> Reply:
        check_app(request, "refresh_token")
        given = tokens.renew(self, request.query.get("refresh_token", ""))
        return Reply.json(envelope(0, "success", given))


def check_app(request: Request, grant_type: str) -> None:
    query = request.query
    if query.get("grant_type") != grant_type:
        raise invalid("grant_type", "it is not allowed", grant_type)
    app_of_it = (query.get("app_key"), query.get("app_secret"))
    if app_of_it != (app.APP_KEY, app.APP_SECRET):
        raise ShopError(98001004, "Parameter app_secret is invalid.")
