"""Follow what platforms accepted until they have judged it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from storefront.channels.locks import lock_listings, lock_parts
from storefront.channels.models import Part, Review
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.connections.reaching import reaching
from storefront.contract import data
from storefront.contract.data import Judgement, Verdict
from storefront.contract.errors import (
    CredentialsDead,
    PlatformRefused,
    PlatformUnavailable,
)
from storefront.contract.roles import JudgesLater
from storefront.jobs.services import renew_lease

logger = logging.getLogger(__name__)

#: How soon it is asked about again: after as long as it has waited, within these.
SOON, LATE = timedelta(minutes=1), timedelta(hours=6)
#: So many are asked about at once.
CHUNK = 50


def ask_again(connection: Connection, external_ids: Iterable[str]) -> bool:
    """Something happened to these listings; say whether any of them is ours."""
    rows = Review.objects.filter(
        connection=connection, listing__external_id__in=list(external_ids)
    )
    return bool(rows.update(ask_at=timezone.now()))


def ask_for(connection: Connection) -> timedelta | None:
    """Ask about what is due; return how soon to come again, if it did not answer."""
    try:
        with reaching(connection):
            ask(connection)
    except CredentialsDead:
        logger.warning("%s: credentials are dead", connection)
    except PlatformRefused as refusal:
        logger.warning("%s: tells nothing of its reviews: %s", connection, refusal)
    except PlatformUnavailable as error:
        return error.retry_after or SOON
    return None


def ask(connection: Connection) -> None:
    plugin = build(connection)
    if not isinstance(plugin, JudgesLater):
        return
    while rows := take_due(connection):
        renew_lease()
        ids = {row.listing.external_id: row for row in rows}
        try:
            for verdict in plugin.verdicts(list(ids)):
                if row := ids.pop(verdict.external_id, None):
                    keep(row, verdict)
        except PlatformUnavailable:
            give_back(ids.values())
            raise


def take_due(connection: Connection) -> list[Review]:
    """Those to ask about now, so that no second worker asks too."""
    due = Review.objects.due().filter(connection=connection).order_by("ask_at", "pk")
    rows = list(due.select_related("listing")[:CHUNK])
    return [row for row in rows if take(row)]


def take(row: Review) -> bool:
    before, row.ask_at = row.ask_at, next_look(row)
    same = Review.objects.filter(pk=row.pk, ask_at=before)
    return bool(same.update(ask_at=row.ask_at))


def next_look(row: Review) -> datetime:
    now = timezone.now()
    return now + min(max(now - row.since, SOON), LATE)


def give_back(rows: Iterable[Review]) -> None:
    for row in rows:
        same = Review.objects.filter(pk=row.pk, ask_at=row.ask_at)
        same.update(ask_at=timezone.now())


@transaction.atomic
def keep(row: Review, verdict: Verdict) -> None:
    """Only if it is about what was accepted last, and asked again if it was told
    meanwhile that something happened.
    """
    lock_listings([row.listing_id])
    same = Review.objects.filter(pk=row.pk, number=row.number)
    if not same.update(state=verdict.judgement):
        return
    if verdict.judgement is Judgement.WAITING:
        return
    same.filter(ask_at=row.ask_at).update(ask_at=None)
    if verdict.judgement is Judgement.REFUSED:
        refuse(row, verdict.problems)
    else:
        let_go_on(row)


def refuse(row: Review, problems: Sequence[data.Problem]) -> None:
    """What was for sale before, if anything was, stays so: this was never confirmed."""
    for part in content_of(row):
        if part.confirmed >= row.number:
            part.refused = max(part.refused, part.confirmed)
            part.confirmed = row.number - 1
        part.confirmed_hash = ""
        part.problems = [asdict(problem) for problem in problems]
        part.save(update_fields=["refused", "confirmed", "confirmed_hash", "problems"])


def let_go_on(row: Review) -> None:
    """It is for sale: prices that waited for that are due; an earlier no is over."""
    for part in content_of(row):
        if part.refused >= row.number > part.confirmed:
            part.confirmed, part.refused, part.problems = part.refused, 0, []
            part.save(update_fields=["refused", "confirmed", "problems"])
    prices = Part.objects.filter(
        listing=row.listing_id, name=data.Part.PRICE, attempt=None
    )
    prices.update(not_before=None)


def content_of(row: Review) -> list[Part]:
    """Locked, unless something newer is under way, which is judged by itself."""
    contents = Part.objects.filter(listing=row.listing_id, offer=None)
    parts = lock_parts(contents.values_list("pk", flat=True)).values()
    return [part for part in parts if part.attempt_id is None]
