"""Rows for tests, with defaults; a test states only what matters to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from django.db import transaction
from django.dispatch import Signal

from storefront.catalog.models import Category, Product, Variant
from storefront.catalog.services import save_category, save_product, save_variant
from storefront.connections.models import Connection
from storefront.inventory.models import Location, Stock
from storefront.inventory.services import count_stock

numbers = count(1)


def category(name: str = "", *, parent: Category | None = None) -> Category:
    name = name or f"Category {next(numbers)}"
    return save_category(Category(name_vi=name), parent=parent)


def product(
    title: str = "",
    *,
    category: Category | None = None,
    state: str = Product.State.ACTIVE,
    **fields: object,
) -> Product:
    """A product on sale, without variants."""
    title = title or f"Product {next(numbers)}"
    category = category or any_category()
    return save_product(
        Product(title_vi=title, category=category, state=state, **fields)
    )


def any_category() -> Category:
    return Category.objects.first() or category()


def product_for(sku: str) -> Product:
    return product(sku.capitalize())


def variant(
    sku: str = "",
    *,
    stock: int | None = None,
    price: int = 100_000,
    product: Product | None = None,
    location: Location | None = None,
    **fields: object,
) -> Variant:
    """A variant of a product of its own. `stock` None: nobody counted it yet."""
    sku = sku or f"sku-{next(numbers)}"
    product = product or product_for(sku)
    made = save_variant(Variant(product=product, sku=sku, price=price, **fields))
    if stock is not None:
        put(made, stock, location=location)
    return made


def location(name: str = "", **fields: object) -> Location:
    """A place behind those there are; web orders take from the first."""
    position = fields.pop("position", Location.objects.count())
    return Location.objects.create(
        name=name or f"Place {position}", position=position, **fields
    )


def first_place() -> Location:
    return Location.objects.first() or location()


def put(variant: Variant, on_hand: int, *, location: Location | None = None) -> None:
    """Let this many of the variant be at the place (default: the first one)."""
    place = location or first_place()
    count_stock(variant_id=variant.pk, location_id=place.pk, on_hand=on_hand)


def stock_of(variant: Variant) -> int:
    """How many can be sold now, all places together."""
    return Stock.objects.available_by_variant([variant.pk]).get(variant.pk, 0)


def connection(
    account: str = "", *, service: str = "demo.shop", **fields: object
) -> Connection:
    """An open connection, on a host that is none."""
    account = account or f"account-{next(numbers)}"
    fields.setdefault("api_address", "http://127.0.0.1:1")
    fields.setdefault("credentials", {"shop": account, "token": f"{account}-token"})
    return Connection.objects.create(service=service, account=account, **fields)


@contextmanager
def heard(
    signal: Signal, *, inside: list[bool] | None = None
) -> Iterator[list[dict[str, object]]]:
    """Collect what a signal says; `inside` gets whether a transaction was open."""
    calls: list[dict[str, object]] = []

    def listen(**told: object) -> None:
        calls.append(told)
        if inside is not None:
            inside.append(transaction.get_connection().in_atomic_block)

    signal.connect(listen)
    try:
        yield calls
    finally:
        signal.disconnect(listen)
