"""Any other spreadsheet: staff say which column is what, and it is remembered."""

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext as _

from storefront.catalog.search import normalise
from storefront.exchange.formats.format import Format, drop_only_option
from storefront.exchange.rows import Line, Record, Refused

#: What columns are usually called, as `normalise` writes it: Haravan, Sapo, KiotViet
#: and plain lists. Only a proposal: staff see it and change it.
GUESSES = {
    "product": "url|duong dan|duong dan / alias|alias|handle|ma san pham cha",
    "sku": "sku|ma sku|ma hang|ma san pham|ma phien ban|ma phien ban san pham"
    "|ma sku*|ma hang hoa",
    "title_vi": "ten|ten san pham|ten san pham*|ten hang|ten hang hoa|name|title",
    "description_vi": "mo ta|noi dung|mo ta san pham|description",
    "brand": "nhan hieu|thuong hieu|nha cung cap|hang san xuat|brand|vendor",
    "category_vi": "loai|loai san pham|danh muc|nhom hang|nhom hang(3 cap)|category"
    "|nhom san pham",
    "state": "hien thi|trang thai|dang ban|status",
    "option_1_name": "thuoc tinh 1|ten thuoc tinh 1|option1 name",
    "option_1_vi": "gia tri thuoc tinh 1|option1 value",
    "option_2_name": "thuoc tinh 2|ten thuoc tinh 2|option2 name",
    "option_2_vi": "gia tri thuoc tinh 2|option2 value",
    "option_3_name": "thuoc tinh 3|ten thuoc tinh 3|option3 name",
    "option_3_vi": "gia tri thuoc tinh 3|option3 value",
    "price": "gia|gia ban|gia ban le|pl_gia ban le|pl_gia ban le*|price|don gia",
    "compare_at_price": "gia so sanh|gia goc|gia niem yet|pl_gia so sanh|list price",
    "stock": "ton kho|so luong|so luong ton kho|ton|ton dau|stock|quantity"
    "|lc_cn1_ton kho ban dau|lc_cn1_ton kho ban dau*",
    "gtin": "barcode|ma vach|ma barcode|gtin|ean|upc",
    "weight_g": "khoi luong|can nang|trong luong|khoi luong (g)|can nang (gram)"
    "|can nang (g)|trong luong (g)",
    "pictures": "hinh|anh|link hinh|hinh anh|anh dai dien|link anh|anh chinh|images"
    "|hinh anh (url1,url2...)",
    "seo_title_vi": "tieu de trang|the tieu de seo|the tieu de(seo title)|seo title",
    "seo_description_vi": "mo ta trang|the mo ta seo|the mo ta(seo description)",
}
FIELD_OF = {
    name: field for field, names in GUESSES.items() for name in names.split("|")
}


class Mapped(Format):
    name = "mapped"
    label = "Spreadsheet"
    plain_numbers = False

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.columns = {name.casefold(): field for name, field in columns.items()}

    def read(self, line: Line) -> Record:
        """Lines with the same `product` are one; without it each line is one."""
        fields = self.fields(line)
        drop_only_option(fields)
        product, sku = fields.pop("product", None), fields.get("sku")
        key = product or sku
        if key is None:
            raise Refused(_("The SKU is missing."), line=line.number)
        sells = sku is not None or "price" in fields
        return Record(line.number, key.text, fields, sells=sells)


def guess(header: tuple[str, ...]) -> dict[str, str]:
    """Propose a field for each column whose name is known, each field once."""
    found: dict[str, str] = {}
    for name in header:
        field = FIELD_OF.get(normalise(name), "")
        if field and field not in found.values():
            found[name] = field
    return found


def signature(header: tuple[str, ...]) -> str:
    """Files with the same columns, in whatever order, are mapped alike."""
    names = sorted(normalise(name) for name in header if name)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
