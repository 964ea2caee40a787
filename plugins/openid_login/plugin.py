"""Sign in with any provider that speaks OpenID Connect, by configuration alone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.contract.openid import OpenIdService
from storefront.contract.plugin import register


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
class OpenIdLogin(OpenIdService):
    slug = "openid.login"
    name = "OpenID Connect"
    provider = "OpenID Connect"
    credentials_form = LoginCredentials
    #: Each connection says where its provider is.
    address = ""

    @property
    def called(self) -> str:
        return self.credentials["called"]

    @property
    def issuer(self) -> str:
        return self.api_address or self.credentials["issuer"]
