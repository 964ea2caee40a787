"""What the next sends would change over there: before and after, field by field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from storefront.catalog.templatetags.money import money
from storefront.channels.models import Listing, Part
from storefront.channels.planner import publisher
from storefront.channels.projection import Intent, project
from storefront.channels.stored import Payload
from storefront.connections.models import Connection

LISTINGS = 20

FIELDS = {
    "title": _("title"),
    "description": _("description"),
    "url": _("address"),
    "brand": _("brand"),
    "category": _("category"),
    "channel_category": _("category there"),
    "pictures": _("pictures"),
    "offers": _("variants"),
    "removed": _("variants to take away"),
    "price": _("price"),
    "compare_at": _("price before"),
    "stock": _("stock"),
    "withdrawn": _("taken down"),
    "key": _("number"),
}


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    field: str
    #: None: it is not certain, or nothing is there yet.
    before: str | None
    after: str

    @property
    def label(self) -> str:
        return str(FIELDS.get(self.field, self.field))


@dataclass(frozen=True, slots=True)
class Preview:
    listing: Listing
    lines: list[Line]


def preview(connection: Connection) -> list[Preview]:
    """The longest waiting first. Nothing is sent or written."""
    found = publisher(connection)
    if found is None:
        return []
    waiting = Part.objects.waiting().filter(connection=connection)
    ordered = waiting.order_by("wanted_at").values_list("listing", flat=True)[:200]
    ids = list(dict.fromkeys(ordered))[:LISTINGS]
    projections = project(connection, ids, mapping_version=found.mapping_version)
    payloads = payloads_of(projection.row.pk for projection in projections)
    shown = {
        projection.row.pk: Preview(
            projection.row,
            [
                line
                for intent in projection.intents.values()
                for line in lines_of(intent, payloads.get(intent.part.pk))
            ],
        )
        for projection in projections
    }
    return [shown[pk] for pk in ids if pk in shown and shown[pk].lines]


def payloads_of(listing_ids: Iterable[int]) -> dict[int, Payload]:
    """The confirmed payload of each part: the last one sent, if just that counts."""
    parts = Part.objects.filter(listing__in=list(listing_ids), attempt=None)
    return {
        part.pk: part.attempt_payload or {}
        for part in parts
        if part.confirmed_hash and part.confirmed_hash == part.attempt_hash
    }


def lines_of(intent: Intent, confirmed: Payload | None) -> Iterator[Line]:
    if intent.unchanged:
        return
    part = intent.part
    what = part.offer.sku if part.offer else ""
    for name, after in intent.payload.items():
        before = (confirmed or {}).get(name)
        if confirmed is None or before != after:
            told = None if confirmed is None else shown(before)
            yield Line(what, name, told, shown(after))


def shown(value: object) -> str:
    """As staff read it: an amount with its currency, a list by its parts."""
    if value is None:
        return "–"
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return money(value["amount"], value["currency"])
    if isinstance(value, dict):
        return ", ".join(shown(part) for part in value.values() if part)
    if isinstance(value, list | tuple):
        return "; ".join(shown(part) for part in value)
    return str(value)[:300]
