"""Which variant is it that the channel sold?"""

from storefront.catalog.models import Variant
from storefront.channels.models import Offer
from storefront.connections.models import Connection
from storefront.contract.orders import RemoteLine
from storefront.intake.models import SoldThing


def variant_of(connection: Connection, line: RemoteLine) -> int | None:
    """By what staff said, then by what we listed there, then by our own sku."""
    return (
        learned(connection, thing_id(line))
        or listed(connection, line.external_sku_id)
        or offered(connection, line.sku)
        or named(line.sku)
    )


def learned(connection: Connection, external_id: str) -> int | None:
    things = SoldThing.objects.filter(connection=connection, external_id=external_id)
    return things.values_list("variant_id", flat=True).first()


def listed(connection: Connection, external_id: str) -> int | None:
    if not external_id:
        return None
    offers = Offer.objects.filter(connection=connection, external_id=external_id)
    return offers.values_list("variant_id", flat=True).first()


def offered(connection: Connection, sku: str) -> int | None:
    """An adopted one bears the name it had there, which may not be ours."""
    if not sku:
        return None
    offers = Offer.objects.filter(connection=connection, sku=sku)
    return offers.values_list("variant_id", flat=True).first()


def named(sku: str) -> int | None:
    if not sku:
        return None
    return Variant.objects.filter(sku=sku).values_list("pk", flat=True).first()


def thing_id(line: RemoteLine) -> str:
    """What the channel calls it; our own sku, in case it has no name of its own."""
    return line.external_sku_id or f"sku {line.sku}"


def note_unknown(connection: Connection, line: RemoteLine) -> SoldThing:
    thing, _created = SoldThing.objects.get_or_create(
        connection=connection,
        external_id=thing_id(line)[:100],
        defaults={"sku": line.sku[:64], "title": line.title[:200]},
    )
    return thing
