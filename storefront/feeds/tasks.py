from datetime import timedelta

from storefront.feeds import services
from storefront.feeds.models import Feed
from storefront.jobs.kinds import job


@job(queue="slow", lease=timedelta(minutes=5), attempts=3)
def build_feed(feed_id: int) -> None:
    services.build_feed(feed_id=feed_id)


@job(queue="slow", every=timedelta(seconds=15))
def look_at_feeds() -> None:
    services.give_feeds()
    services.note_changes()
    services.note_new_rules()
    for feed in services.due_feeds():
        wake_build(feed)


def wake_build(feed: Feed) -> None:
    build_feed.enqueue(
        key=f"feed {feed.pk}",
        group=f"connection:{feed.connection_id}",
        feed_id=feed.pk,
    )
