"""A feed in the shape that any other marketplace asks for. README.md has examples."""

import re
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plugins.custom_feed import template
from storefront.contract.feed import (
    CSV,
    XML,
    FeedFormat,
    FeedItem,
    FeedShop,
    csv_line,
    xml_text,
)
from storefront.contract.plugin import Service, register
from storefront.contract.roles import SharesFeed

ELEMENT = re.compile(r"^[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?$", re.ASCII)
EXAMPLE = "id = {sku}\ntitle = {full_title}\nprice = {price} {currency}\nlink = {url}"
TROUBLES = {
    "no_column": _("“%(piece)s” is no column. Write it as: name = {sku}"),
    "unknown": _("There is no {%(piece)s}. There are: %(words)s."),
    "brace": _("“%(piece)s” holds a brace without its partner."),
    "twice": _("The column “%(piece)s” is there twice."),
}


class FeedTemplate(forms.Form):
    marketplace = forms.SlugField(
        label=_("Marketplace"), max_length=40, help_text=_("A short name of your own.")
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=[("csv", "CSV"), ("xml", "XML")]
    )
    columns = forms.CharField(
        label=_("Columns"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": EXAMPLE}),
        help_text=_(
            "One a line, or with | between them: the name that the marketplace asks"
            " for, an equals sign, and the value, in which {sku}, {title}, {price} and"
            " others are replaced. In XML each is an element."
        ),
    )

    def clean_columns(self) -> str:
        text = self.cleaned_data["columns"]
        try:
            found = template.columns(text)
        except template.BadTemplate as trouble:
            said = {"piece": trouble.piece, "words": ", ".join(template.WORDS)}
            raise ValidationError(TROUBLES[trouble.kind], params=said) from trouble
        wrong = [one.name for one in found if not ELEMENT.match(one.name)]
        if self.cleaned_data.get("format") == "xml" and wrong:
            text = _("“%(name)s” cannot be the name of an XML element.")
            raise ValidationError(text, params={"name": wrong[0]})
        return template.one_line(filter(None, map(str.strip, text.splitlines())))


@register
class CustomFeed(Service, SharesFeed):
    slug = "custom.feed"
    name = "Custom feed"
    credentials_form = FeedTemplate
    account_field = "marketplace"
    address = ""

    def check(self) -> None:
        """There is nobody to ask: whoever has the address fetches the file."""

    @cached_property
    def columns(self) -> list[template.Column]:
        return template.columns(self.credentials["columns"])

    @property
    def feed_format(self) -> FeedFormat:
        return XML if self.credentials["format"] == "xml" else CSV

    def feed_head(self, shop: FeedShop) -> str:
        if self.feed_format is XML:
            return '<?xml version="1.0" encoding="UTF-8"?>\n<products>\n'
        return csv_line(column.name for column in self.columns)

    def feed_row(self, item: FeedItem) -> str:
        if self.feed_format is CSV:
            return csv_line([column.value(item) for column in self.columns])
        elements = [
            f"<{column.name}>{xml_text(column.value(item))}</{column.name}>"
            for column in self.columns
        ]
        return f"<product>{''.join(elements)}</product>\n"

    def feed_foot(self) -> str:
        return "</products>\n" if self.feed_format is XML else ""
