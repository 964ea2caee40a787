"""Sign in with Zalo. README.md says how to get the credentials."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.zalo_login.client import LoginClient
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SignsIn
from storefront.contract.sign_in import Identity

#: Tells who it is; the other host has people say yes and gives tokens.
GRAPH = "https://graph.zalo.me"


class LoginCredentials(forms.Form):
    app_id = forms.RegexField(
        r"^\d{5,25}$",
        label=_("App id"),
        help_text=_("On developers.zalo.me: your app, Settings."),
    )
    app_secret = forms.RegexField(
        r"^[!-~]{10,100}$",
        label=_("App secret"),
        help_text=_(
            "Beside the app id. Under Login, enter this shop's address of return, which"
            " README.md names."
        ),
    )


@register
class ZaloLogin(Service, SignsIn):
    slug = "zalo.login"
    name = "Zalo Login"
    provider = "Zalo"
    credentials_form = LoginCredentials
    secrets = frozenset({"app_secret"})
    account_field = "app_id"
    address = "https://oauth.zaloapp.com"

    @cached_property
    def client(self) -> LoginClient:
        graph = GRAPH if self.api_address == self.address else self.api_address
        return LoginClient(self.api_address, graph, self.credentials, self.gate)

    def check(self) -> None:
        self.client.check_app()

    def probe(self) -> None:
        self.check()

    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        asked = {
            "app_id": self.credentials["app_id"],
            "redirect_uri": callback,
            "code_challenge": challenge,
            "state": state,
        }
        return f"{self.api_address}/v4/permission?{urlencode(asked)}"

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        token = self.client.token_for(code, verifier)
        return self.client.whose(token)
