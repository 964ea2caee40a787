"""Sign in with any provider that speaks OpenID Connect, by configuration alone."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.contract.openid import OpenIdClient
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SignsIn
from storefront.contract.sign_in import Identity


class LoginCredentials(forms.Form):
    called = forms.CharField(
        max_length=40,
        label=_("Name on the button"),
        help_text=_("What customers know the provider by."),
    )
    issuer = forms.RegexField(
        r"^https://[^\s?#]+$",
        label=_("Issuer"),
        help_text=_(
            "The provider's exact address, as its documents write it. Its settings are"
            " read from /.well-known/openid-configuration behind it."
        ),
    )
    client_id = forms.RegexField(r"^[!-~]{1,200}$", label=_("Client id"))
    client_secret = forms.RegexField(
        r"^[!-~]{1,500}$",
        label=_("Client secret"),
        help_text=_(
            "The provider wants to know this shop's address of return, which README.md"
            " names."
        ),
    )


@register
class OpenIdLogin(Service, SignsIn):
    slug = "openid.login"
    name = "OpenID Connect"
    provider = "OpenID Connect"
    credentials_form = LoginCredentials
    secrets = frozenset({"client_secret"})
    account_field = "client_id"
    #: Each connection says where its provider is.
    address = ""

    @property
    def called(self) -> str:
        return self.credentials["called"]

    @cached_property
    def client(self) -> OpenIdClient:
        return OpenIdClient(
            issuer=self.api_address or self.credentials["issuer"],
            client_id=self.credentials["client_id"],
            client_secret=self.credentials["client_secret"],
            gate=self.gate,
        )

    def check(self) -> None:
        self.client.check()

    def probe(self) -> None:
        self.check()

    def authorize_url(self, *, callback: str, state: str, challenge: str) -> str:
        return self.client.authorize_url(
            callback=callback, state=state, challenge=challenge
        )

    def identify(self, *, code: str, callback: str, verifier: str) -> Identity:
        return self.client.identify(code=code, callback=callback, verifier=verifier)
