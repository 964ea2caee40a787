"""SMS by eSMS. README.md says how to get the credentials."""

import unicodedata
from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from plugins.esms.client import EsmsClient
from storefront.contract.data import Problem, Text
from storefront.contract.errors import PlatformRefused
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SendsTexts

#: eSMS reaches Vietnamese phones and writes them as people do, with a 0.
VIETNAM = "+84"


class EsmsCredentials(forms.Form):
    api_key = forms.RegexField(
        r"^[0-9A-Za-z]{10,64}$",
        label=_("API key"),
        help_text=_("On account.esms.vn, under API."),
    )
    secret_key = forms.RegexField(r"^[0-9A-Za-z]{10,64}$", label=_("Secret key"))
    brandname = forms.RegexField(
        r"^[0-9A-Za-z ._-]{3,11}$",
        label=_("Sender's name"),
        help_text=_(
            "A registered brandname for messages to customers. The text of the shop's"
            " messages must be registered with it; README.md has them."
        ),
    )


@register
class Esms(Service, SendsTexts):
    slug = "esms.messages"
    name = "eSMS"
    credentials_form = EsmsCredentials
    secrets = frozenset({"secret_key"})
    account_field = "api_key"
    address = "https://rest.esms.vn"

    @cached_property
    def client(self) -> EsmsClient:
        return EsmsClient(self.api_address, self.credentials, self.gate)

    def check(self) -> None:
        self.client.balance()

    def send_text(self, to: str, text: str, key: str) -> None:
        if not to.startswith(VIETNAM):
            raise PlatformRefused([FOREIGN])
        phone = "0" + to.removeprefix(VIETNAM)
        self.client.send(phone=phone, text=without_marks(text), key=key)


FOREIGN = Problem(
    "foreign",
    Text(
        vi="eSMS chỉ gửi đến số Việt Nam.", en="eSMS reaches Vietnamese numbers only."
    ),
)


def without_marks(text: str) -> str:
    """A message with marks holds 70 characters instead of 160, and costs as several."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
