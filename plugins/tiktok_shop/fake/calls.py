"""A call that was let in: whose shop it is about, and what it says."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plugins.tiktok_shop.fake.errors import ShopError, invalid
from storefront.contract.sandbox import Request

JSON = dict[str, Any]

#: What makes a page token one that has to be encoded in a query.
MARK = "6A+/"


@dataclass(frozen=True)
class Call(Request):
    shop: str = ""

    @cached_property
    def told(self) -> JSON:
        """The body, which is an object or nothing."""
        if not self.body:
            return {}
        try:
            told = self.json()
        except ValueError:
            raise ShopError(36009022) from None
        if not isinstance(told, dict):
            raise ShopError(36009022)
        return told

    def required(self, name: str) -> Any:
        if name not in self.told:
            raise invalid(name, "it is missing", "a value")
        return self.told[name]

    def page_size(self, most: int) -> int:
        text = self.query.get("page_size", "")
        if not text.isdigit() or not 1 <= int(text) <= most:
            raise ShopError(12019109)
        return int(text)

    def offset(self) -> int:
        """Where a page begins. The token means something to the platform only."""
        token = self.query.get("page_token", "")
        if not token:
            return 0
        try:
            return int(base64.b64decode(token.removeprefix(MARK), validate=True))
        except (ValueError, binascii.Error):
            raise invalid("page_token", "it is not known", "a token") from None

    @property
    def language(self) -> str:
        return "en" if self.query.get("locale", "").startswith("en") else "vi"


def page_of(call: Call, found: Sequence[JSON], *, most: int, name: str) -> JSON:
    """A page, how many there are, and how to ask for the next one."""
    size, offset = call.page_size(most), call.offset()
    following = offset + size if offset + size < len(found) else 0
    return {
        "total_count": len(found),
        name: list(found[offset : offset + size]),
        "next_page_token": token(following) if following else "",
    }


def token(offset: int) -> str:
    return MARK + base64.b64encode(str(offset).encode()).decode()
