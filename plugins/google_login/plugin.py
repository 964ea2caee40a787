"""Sign in with Google. README.md says how to get the credentials."""

from django import forms
from django.utils.translation import gettext_lazy as _

from storefront.contract.openid import OpenIdService
from storefront.contract.plugin import register


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
class GoogleLogin(OpenIdService):
    slug = "google.login"
    name = "Google Sign-In"
    provider = "Google"
    credentials_form = LoginCredentials
    address = "https://accounts.google.com"
    #: Many people have several accounts.
    asked_there = {"prompt": "select_account"}
