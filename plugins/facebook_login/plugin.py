"""Sign in with Facebook. README.md says how to get the credentials."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.facebook_login.client import VERSION, LoginClient
from plugins.facebook_login.signed_request import read
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SignsIn, TellsOfLeaving
from storefront.contract.sign_in import Identity
from storefront.contract.webhooks import Delivery

#: People say yes on another host than the one that answers our calls.
DIALOG = "https://www.facebook.com"


class LoginCredentials(forms.Form):
    app_id = forms.RegexField(
        r"^\d{5,20}$",
        label=_("App id"),
        help_text=_("On developers.facebook.com: your app, App settings, Basic."),
    )
    app_secret = forms.RegexField(
        r"^[0-9a-f]{32}$",
        label=_("App secret"),
        help_text=_(
            "Beside the app id. Under Facebook Login, Settings, enter this shop's"
            " address of return, which README.md names."
        ),
    )


@register
class FacebookLogin(Service, SignsIn, TellsOfLeaving):
    slug = "facebook.login"
    name = "Facebook Login"
    provider = "Facebook"
    credentials_form = LoginCredentials
    secrets = frozenset({"app_secret"})
    account_field = "app_id"
    address = "https://graph.facebook.com"

    @cached_property
    def client(self) -> LoginClient:
        return LoginClient(self.api_address, self.credentials, self.gate)

    def check(self) -> None:
        self.client.app_token()

    def probe(self) -> None:
        self.check()

    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        """Without e-mail: it proves nothing here, so it is not asked for."""
        asked = {
            "client_id": self.credentials["app_id"],
            "redirect_uri": callback,
            "state": state,
            "scope": "public_profile",
            "response_type": "code",
        }
        host = DIALOG if self.api_address == self.address else self.api_address
        return f"{host}/{VERSION}/dialog/oauth?{urlencode(asked)}"

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        token = self.client.token_for(code, callback)
        return self.client.whose(token)

    def leaver(self, delivery: Delivery) -> str | None:
        return read(delivery.body, secret=self.credentials["app_secret"])
