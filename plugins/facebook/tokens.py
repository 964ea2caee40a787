"""How tokens are had and how long they live (Meta's "Access Token Guide").

A yes gives a token for hours; traded, it lives 60 days, or for ever where it is that of
a business. Before its end it is traded again, and the old one works on until then: no
harm is done when an answer is lost. After its end only a new yes helps.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from plugins.facebook.client import DEADLINE, VERSION, proof_of, read_usage, understand
from plugins.facebook.mapping import JSON, objects
from storefront.contract import clock
from storefront.contract.consent import Account, Grant, Tokens
from storefront.contract.errors import CredentialsDead
from storefront.contract.http import Answer, Gate, Http

DIALOG = "https://www.facebook.com"
SCOPE = "catalog_management,business_management"
#: So many businesses come with a page.
BUSINESSES = 100


class TokenClient:
    def __init__(
        self, address: str, credentials: Mapping[str, str], gate: Gate
    ) -> None:
        self.app_id = credentials.get("app_id", "")
        self.app_secret = credentials["app_secret"]
        self.http = Http(address, gate, read_usage=read_usage, deadline=DEADLINE)

    def granted(self, code: str, callback: str) -> Grant:
        early = self.trade(code=code, redirect_uri=callback)
        tokens = tokens_of(self.exchanged(str(early["access_token"])))
        return Grant(tokens, tuple(self.accounts(tokens.values["access_token"])))

    def prolonged(self, token: str) -> Tokens:
        """Another for one that ends, be it a person's or a business's."""
        sixty_days = {"set_token_expires_in_60_days": "true"}
        return tokens_of(self.exchanged(token, **sixty_days))

    def exchanged(self, token: str, **asked: str) -> JSON:
        kind = "fb_exchange_token"
        return self.trade(grant_type=kind, fb_exchange_token=token, **asked)

    def trade(self, **asked: str) -> JSON:
        app = {"client_id": self.app_id, "client_secret": self.app_secret}
        return of_the_app(self.ask("/oauth/access_token", {**app, **asked}))

    def accounts(self, token: str) -> Iterator[Account]:
        """The catalogues of all businesses that the token may manage."""
        asked = {
            "fields": f"id,name,owned_product_catalogs.limit({BUSINESSES}){{id,name}}",
            "limit": str(BUSINESSES),
            "appsecret_proof": proof_of(token, self.app_secret),
        }
        answer = understand(self.ask("/me/businesses", asked, token=token))
        for business in objects(answer.get("data")):
            held = business.get("owned_product_catalogs")
            for one in objects(held.get("data") if isinstance(held, dict) else None):
                yield Account(str(one["id"]), f"{one['name']} · {business['name']}")

    def ends_at(self, token: str) -> datetime | None:
        """Asked in the app's name, or by the token itself if the app is not known."""
        asked = {"input_token": token}
        if self.app_id:
            asker = f"{self.app_id}|{self.app_secret}"
        else:
            asker = token
            asked["appsecret_proof"] = proof_of(token, self.app_secret)
        told = understand(self.ask("/debug_token", asked, token=asker)).get("data")
        facts = told if isinstance(told, dict) else {}
        if facts.get("is_valid") is False:
            raise CredentialsDead(reason_of(facts))
        ends = facts.get("expires_at")
        return (
            datetime.fromtimestamp(ends, UTC)
            if isinstance(ends, int) and ends
            else None
        )

    def ask(self, path: str, params: Mapping[str, str], *, token: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.http.request(
            "GET",
            f"/{VERSION}{path}",
            endpoint="catalog_management",
            params=params,
            headers=headers,
        )


def page_of_consent(host: str, *, app_id: str, callback: str, state: str) -> str:
    asked = {
        "client_id": app_id,
        "redirect_uri": callback,
        "state": state,
        "scope": SCOPE,
        "response_type": "code",
    }
    return f"{host}/{VERSION}/dialog/oauth?{urlencode(asked)}"


def tokens_of(answer: JSON) -> Tokens:
    """Without a number of seconds it does not end."""
    seconds = answer.get("expires_in")
    values = {"access_token": str(answer["access_token"])}
    if not isinstance(seconds, int) or not seconds:
        return Tokens(values)
    ends = clock.now() + timedelta(seconds=seconds)
    return Tokens(values, expires_at=ends, renewable=True, renewable_until=ends)


def of_the_app(answer: Answer) -> JSON:
    """A wrong secret comes as code 1, like a passing ailment: only its words tell."""
    body = answer.json()
    error = body.get("error") if isinstance(body, dict) else None
    said = str(error.get("message", "")) if isinstance(error, dict) else ""
    if "validating application" in said or "client secret" in said:
        raise CredentialsDead(said)
    return understand(answer)


def reason_of(facts: JSON) -> str:
    error = facts.get("error")
    return str(error.get("message", "")) if isinstance(error, dict) else ""
