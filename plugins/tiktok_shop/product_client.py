"""How to call TikTok Shop about products."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from plugins.tiktok_shop import pictures
from plugins.tiktok_shop.client import JSON, ShopClient, listed, understand
from storefront.contract.data import Sent

PRODUCTS = "/product/202309/products"
#: Southeast Asia has the tree called v2; without a version it is the older one.
TREE = {"category_version": "v2"}

NAMES_PER_SEARCH = 10
PRODUCTS_PER_PAGE = 100
PRODUCTS_PER_COUNT = 100
PRODUCTS_PER_MOVE = 20


class ProductClient(ShopClient):
    # Products

    def create(self, body: JSON, sending: Sequence[Sent]) -> JSON:
        return self.call(
            "POST", PRODUCTS, endpoint="products", body=body, sending=sending
        )

    def edit(self, product: str, body: JSON, sending: Sequence[Sent]) -> JSON:
        """Each property that is told takes the place of what was there."""
        path = f"/product/202509/products/{product}/partial_edit"
        return self.call("POST", path, endpoint="products", body=body, sending=sending)

    def replace(self, product: str, body: JSON, sending: Sequence[Sent]) -> JSON:
        """What is not told is empty then. The only way into another category."""
        path = f"/product/202509/products/{product}"
        return self.call("PUT", path, endpoint="products", body=body, sending=sending)

    def move(self, deed: str, product: str) -> list[JSON]:
        """Have it `activate`d or `recover`ed; return what went wrong inside a yes."""
        path, body = f"{PRODUCTS}/{deed}", {"product_ids": [product]}
        told = self.call("POST", path, endpoint="products", body=body)
        return listed(told, "errors")

    def delete(self, products: Sequence[str], sending: Sequence[Sent]) -> list[JSON]:
        body = {"product_ids": list(products)}
        told = self.call(
            "DELETE", PRODUCTS, endpoint="products", body=body, sending=sending
        )
        return listed(told, "errors")

    def product(self, product: str, *, locale: str = "vi-VN") -> JSON:
        """Also one that was frozen or deleted."""
        path, params = f"{PRODUCTS}/{product}", {"locale": locale}
        return self.call("GET", path, endpoint="catalogue", params=params)

    def search(
        self, body: JSON, cursor: str = "", sending: Sequence[Sent] = ()
    ) -> JSON:
        page = {"page_size": str(PRODUCTS_PER_PAGE), "page_token": cursor}
        return self.call(
            "POST",
            "/product/202502/products/search",
            endpoint="catalogue",
            body={**TREE, **body},
            params={name: value for name, value in page.items() if value},
            sending=sending,
        )

    def holding(self, skus: Sequence[str], sending: Sequence[Sent] = ()) -> list[JSON]:
        """Products with one of these SKUs, each once, the oldest first. The first call
        carries what is to be sent, if anything is.
        """
        found: dict[str, JSON] = {}
        for names in chunks(skus, NAMES_PER_SEARCH):
            for product in self.all_pages({"seller_skus": names}, sending):
                found[str(product["id"])] = product
            sending = ()
        return sorted(found.values(), key=lambda one: int(one.get("create_time", 0)))

    def all_pages(self, body: JSON, sending: Sequence[Sent]) -> Iterable[JSON]:
        told = self.search(body, sending=sending)
        yield from listed(told, "products")
        while cursor := str(told.get("next_page_token") or ""):
            told = self.search(body, cursor)
            yield from listed(told, "products")

    # Prices and stock

    def set_prices(
        self, product: str, skus: Sequence[JSON], sending: Sequence[Sent]
    ) -> None:
        path, body = f"{PRODUCTS}/{product}/prices/update", {"skus": list(skus)}
        self.call("POST", path, endpoint="offers", body=body, sending=sending)

    def set_stock(
        self, product: str, skus: Sequence[JSON], sending: Sequence[Sent]
    ) -> list[JSON]:
        """Absolute, in all warehouses of a SKU. What went wrong is inside a yes."""
        path, body = f"{PRODUCTS}/{product}/inventory/update", {"skus": list(skus)}
        told = self.call("POST", path, endpoint="offers", body=body, sending=sending)
        return listed(told, "errors")

    def warehouses_of(self, products: Sequence[str]) -> dict[str, list[str]]:
        """In which warehouses each SKU of these products is counted."""
        path = "/product/202309/inventory/search"
        held: dict[str, list[str]] = {}
        for some in chunks(products, PRODUCTS_PER_COUNT):
            told = self.call(
                "POST", path, endpoint="catalogue", body={"product_ids": some}
            )
            for product in listed(told, "inventory"):
                for sku in listed(product, "skus"):
                    rows = listed(sku, "warehouse_inventory")
                    held[str(sku["id"])] = [str(row["warehouse_id"]) for row in rows]
        return held

    @cached_property
    def warehouse(self) -> str:
        """Where our stock is told to be: what staff entered, or the default one."""
        return self.credentials.get("warehouse_id") or default_of(self.warehouses())

    def main_of(self, warehouses: Sequence[JSON]) -> str:
        """As `warehouse`, if it is one of these."""
        entered = self.credentials.get("warehouse_id")
        known = {str(one["id"]) for one in warehouses}
        return entered if entered in known else default_of(warehouses)

    def warehouses(self) -> list[JSON]:
        path = "/logistics/202309/warehouses"
        return listed(self.call("GET", path, endpoint="catalogue"), "warehouses")

    # What the platform asks for

    def categories(self, locale: str) -> list[JSON]:
        path = "/product/202309/categories"
        params = {**TREE, "locale": locale}
        told = self.call("GET", path, endpoint="catalogue", params=params)
        return listed(told, "categories")

    def attributes(self, category: str, locale: str) -> list[JSON]:
        path = f"/product/202309/categories/{category}/attributes"
        params = {**TREE, "locale": locale}
        told = self.call("GET", path, endpoint="catalogue", params=params)
        return listed(told, "attributes")

    def rules(self, category: str) -> JSON:
        path = f"/product/202309/categories/{category}/rules"
        return self.call("GET", path, endpoint="catalogue", params=TREE)

    def recommended(self, title: str) -> JSON:
        path = "/product/202309/categories/recommend"
        body = {**TREE, "product_title": title}
        return self.call("POST", path, endpoint="catalogue", body=body)

    @cached_property
    def cash(self) -> "Cash":
        return Cash(self)

    @cached_property
    def brands(self) -> "Brands":
        return Brands(self)

    def brands_called(self, name: str) -> list[JSON]:
        path = "/product/202309/brands"
        params = {**TREE, "page_size": "100", "brand_name": name}
        told = self.call("GET", path, endpoint="catalogue", params=params)
        return listed(told, "brands")

    # Pictures

    def upload(self, content: bytes) -> str:
        """The only call with a form in it, and that is not signed."""
        path = "/product/202309/images/upload"
        query = self.every_query(about_shop=False)
        kind, form = pictures.form(content)
        answer = self.http.request(
            "POST",
            path,
            endpoint="pictures",
            params=self.signed(path, query, b""),
            content=form,
            headers=self.headers(kind),
        )
        return str(understand(answer)["uri"])


class Cash:
    """Whether buyers may pay cash on delivery in a category, each asked about once."""

    def __init__(self, client: ProductClient) -> None:
        self.client = client
        self.known: dict[str, bool] = {}

    def is_taken(self, category: str) -> bool:
        if category not in self.known:
            told = self.client.rules(category).get("cod") or {}
            self.known[category] = bool(told.get("is_supported"))
        return self.known[category]


class Brands:
    """Their ids by our names, each asked for once."""

    def __init__(self, client: ProductClient) -> None:
        self.client = client
        self.known: dict[str, str] = {}

    def id_of(self, name: str) -> str:
        """Empty: the platform knows no such brand, or not as one that may be sold."""
        key = name.strip().casefold()
        if key and key not in self.known:
            self.known[key] = brand_among(self.client.brands_called(name.strip()), key)
        return self.known.get(key, "")


def brand_among(brands: Iterable[JSON], key: str) -> str:
    """A brand of the first rank may be sold only by whom it has authorized."""
    for brand in brands:
        same = str(brand.get("name", "")).casefold() == key
        ours = brand.get("authorized_status") == "AUTHORIZED"
        if same and (ours or not brand.get("is_t1_brand")):
            return str(brand["id"])
    return ""


def selling(warehouses: Sequence[JSON]) -> list[JSON]:
    """Others only take goods back."""
    return [one for one in warehouses if one.get("type") == "SALES_WAREHOUSE"]


def default_of(warehouses: Sequence[JSON]) -> str:
    first = sorted(selling(warehouses), key=lambda one: not one.get("is_default"))
    return str(first[0]["id"]) if first else ""


def chunks(items: Sequence[str], size: int) -> Iterable[list[str]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])
