"""Sign in with Google. README.md says how to get the credentials."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.contract.openid import OpenIdClient
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SignsIn
from storefront.contract.sign_in import Identity


class LoginCredentials(forms.Form):
    client_id = forms.RegexField(
        r"^[\w-]+\.apps\.googleusercontent\.com$",
        label=_("Client id"),
        help_text=_(
            "In Google's Cloud Console: APIs & Services, Credentials, an OAuth client"
            " of the type Web application."
        ),
    )
    client_secret = forms.RegexField(
        r"^[!-~]{10,100}$",
        label=_("Client secret"),
        help_text=_(
            "Beside the client id. Under Authorised redirect URIs, enter this shop's"
            " address of return, which README.md names."
        ),
    )


@register
class GoogleLogin(Service, SignsIn):
    slug = "google.login"
    name = "Google Sign-In"
    provider = "Google"
    credentials_form = LoginCredentials
    secrets = frozenset({"client_secret"})
    account_field = "client_id"
    address = "https://accounts.google.com"

    @cached_property
    def client(self) -> OpenIdClient:
        return OpenIdClient(
            issuer=self.api_address,
            client_id=self.credentials["client_id"],
            client_secret=self.credentials["client_secret"],
            gate=self.gate,
        )

    def check(self) -> None:
        self.client.check()

    def probe(self) -> None:
        self.check()

    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        """Asks which account: many people have several."""
        return self.client.authorize_url(
            callback=callback, state=state, challenge=challenge, prompt="select_account"
        )

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        return self.client.identify(code=code, callback=callback, verifier=verifier)
