"""Keep the feeds as new as their platforms read them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from storefront.connections.models import Connection
from storefront.connections.plugins import build, service
from storefront.contract.clock import now
from storefront.contract.errors import PlatformRefused
from storefront.contract.feed import FeedItem, FeedShop
from storefront.contract.roles import SharesFeed
from storefront.feeds.files import FeedFiles, Written, forget_all_but, workshop
from storefront.feeds.models import Feed, LeftOut, Touch, new_token
from storefront.feeds.reading import feed_items
from storefront.jobs.services import renew_lease
from storefront.shop.models import current_profile

#: Staff mend a few and look again; nobody reads more at once.
MOST_LEFT_OUT = 1000


def sharer(connection: Connection) -> type[SharesFeed] | None:
    found = service(connection.service)
    return found if issubclass(found, SharesFeed) else None


def sharing_connections() -> list[Connection]:
    return [c for c in Connection.objects.open() if sharer(c) is not None]


def give_feeds() -> None:
    """Let every connection whose service shares a feed have one."""
    sharing = sharing_connections()
    known = set(Feed.objects.values_list("connection_id", flat=True))
    missing = [Feed(connection=c) for c in sharing if c.pk not in known]
    Feed.objects.bulk_create(missing, ignore_conflicts=True)


@transaction.atomic
def note_changes() -> None:
    """Want all feeds anew for exactly the Touches read here, or do neither."""
    touches = Touch.objects.order_by("pk").select_for_update(skip_locked=True)
    ids = list(touches.values_list("pk", flat=True)[:10_000])
    if ids:
        Feed.objects.update(wanted=F("wanted") + 1)
        Touch.objects.filter(pk__in=ids).delete()


def note_new_rules() -> None:
    """Want those feeds anew that were built by other rules or credentials."""
    for feed in Feed.objects.select_related("connection"):
        if feed.connection in sharing_connections() and feed.basis != basis(feed):
            Feed.objects.filter(pk=feed.pk, built=F("wanted")).update(
                wanted=F("wanted") + 1
            )


def basis(feed: Feed) -> str:
    """A digest of all that a feed follows from beside the catalogue."""
    connection = feed.connection
    facts = [
        *(connection.service, connection.language, connection.rules_revision),
        *(shop_name(), settings.SITE_URL, dict(connection.credentials)),
    ]
    secret = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    return salted_hmac("feeds.basis", secret, algorithm="sha256").hexdigest()


def shop_name() -> str:
    return current_profile().shown_name


def due_feeds() -> Iterator[Feed]:
    """Out of date, and not built so lately that their platforms would not see it."""
    for feed in Feed.objects.outdated().select_related("connection"):
        found = feed.connection in sharing_connections() and sharer(feed.connection)
        if found and feed.may_be_built(every=found.feed_every, at=now()):
            yield feed


@dataclass
class Tally:
    """What went into a build, and what did not."""

    rows: int = 0
    left_out: int = 0
    reasons: list[LeftOut] = field(default_factory=list)

    def leave_out(self, feed: Feed, item: FeedItem, refusal: PlatformRefused) -> None:
        self.left_out += 1
        if self.left_out <= MOST_LEFT_OUT:
            reasons = [asdict(problem.message) for problem in refusal.problems]
            self.reasons.append(LeftOut(feed=feed, sku=item.sku, reasons=reasons))


def build_feed(*, feed_id: int) -> None:
    """Write the file anew, row by row, and switch to it in one step.

    Readers have the old file until then; a build that dies leaves it in place. What
    changes meanwhile makes the feed out of date again: wanted was read before.
    """
    feed = Feed.objects.select_related("connection").get(pk=feed_id)
    if sharer(feed.connection) is None:
        return
    rules, tally = basis(feed), Tally()
    sharing = as_sharer(build(feed.connection))
    with workshop(feed.pk) as folder:
        with FeedFiles(folder) as files:
            for text in texts(sharing, feed, tally):
                files.write(text)
                renew_lease()
        written = files.put_in_place(feed.pk, sharing.feed_format.ending)
    switch(feed, written, tally, rules)


def as_sharer(service: object) -> SharesFeed:
    if not isinstance(service, SharesFeed):
        raise TypeError(f"{service} shares no feed.")
    return service


def texts(sharing: SharesFeed, feed: Feed, tally: Tally) -> Iterator[str]:
    """The file in pieces: its head, a piece for each chunk of rows, its foot."""
    language = feed.connection.language
    yield sharing.feed_head(FeedShop(shop_name(), settings.SITE_URL, language))
    for items in feed_items(feed.connection):
        yield "".join(rows(sharing, feed, items, tally))
    yield sharing.feed_foot()


def rows(
    sharing: SharesFeed, feed: Feed, items: list[FeedItem], tally: Tally
) -> Iterator[str]:
    for item in items:
        try:
            row = sharing.feed_row(item)
        except PlatformRefused as refusal:
            tally.leave_out(feed, item, refusal)
        else:
            tally.rows += 1
            yield row


@transaction.atomic
def switch(feed: Feed, written: Written, tally: Tally, rules: str) -> None:
    """Point at the new file, unless a build that began later was faster."""
    row = Feed.objects.select_for_update().get(pk=feed.pk)
    if row.built > feed.wanted:
        transaction.on_commit(lambda: forget_all_but(row.pk, row.file, row.packed_file))
        return
    if row.digest != written.digest:
        row.changed_at = now()
    row.file, row.packed_file = written.file, written.packed_file
    row.digest, row.size = written.digest, written.size
    row.rows, row.left_out_count = tally.rows, tally.left_out
    row.built, row.basis, row.built_at = feed.wanted, rules, now()
    row.save()
    row.left_out.all().delete()
    LeftOut.objects.bulk_create(tally.reasons)
    transaction.on_commit(lambda: forget_all_but(row.pk, row.file, row.packed_file))


def renew_address(*, feed: Feed) -> None:
    """Give the feed another address; the old one answers nobody from now on."""
    Feed.objects.filter(pk=feed.pk).update(token=new_token())
    feed.refresh_from_db(fields=["token"])
