"""Sign in with TikTok. README.md says how to get the credentials."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.tiktok_login.client import LoginClient
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SignsIn
from storefront.contract.sign_in import Identity

#: People say yes on another host than the one that answers our calls.
DIALOG = "https://www.tiktok.com"


class LoginCredentials(forms.Form):
    client_key = forms.RegexField(
        r"^[a-z0-9]{10,40}$",
        label=_("Client key"),
        help_text=_("On developers.tiktok.com: your app, App details, Credentials."),
    )
    client_secret = forms.RegexField(
        r"^[!-~]{10,100}$",
        label=_("Client secret"),
        help_text=_(
            "Beside the client key. Under Login Kit, Redirect URI, enter this shop's"
            " address of return, which README.md names."
        ),
    )


@register
class TikTokLogin(Service, SignsIn):
    slug = "tiktok.login"
    name = "TikTok Login Kit"
    provider = "TikTok"
    credentials_form = LoginCredentials
    secrets = frozenset({"client_secret"})
    account_field = "client_key"
    address = "https://open.tiktokapis.com"

    @cached_property
    def client(self) -> LoginClient:
        return LoginClient(self.api_address, self.credentials, self.gate)

    def check(self) -> None:
        self.client.check_app()

    def probe(self) -> None:
        self.check()

    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        """Without PKCE, which TikTok takes from phones and desktops only."""
        asked = {
            "client_key": self.credentials["client_key"],
            "scope": "user.info.basic",
            "response_type": "code",
            "redirect_uri": callback,
            "state": state,
        }
        host = DIALOG if self.api_address == self.address else self.api_address
        return f"{host}/v2/auth/authorize/?{urlencode(asked)}"

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        token = self.client.token_for(code, callback)
        return self.client.whose(token)
