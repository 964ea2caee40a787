"""Connections that share a bucket take turns: of those that wait, whoever was served
longest ago is next.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from storefront.connections.models import Bucket, Connection, Turn

#: Who was told to wait and does not come back so long after that has given up its turn.
PATIENCE = timedelta(seconds=10)


def payer(connection: Connection) -> Connection:
    """Whose row holds the bucket that all of a service share."""
    first = Connection.objects.filter(service=connection.service).order_by("pk").first()
    return first or connection


def before(bucket: Bucket, connection: Connection, now: datetime) -> int:
    """How many others wait for a call and were served longer ago than this one."""
    mine = Turn.objects.filter(bucket=bucket, connection=connection).first()
    waiting = Turn.objects.filter(bucket=bucket, waits_until__gt=now)
    others = waiting.exclude(connection=connection)
    never = Q(served_at=None)
    if mine is None or mine.served_at is None:
        return others.filter(never, pk__lt=mine.pk).count() if mine else 0
    return others.filter(never | Q(served_at__lt=mine.served_at)).count()


def serve(bucket: Bucket, connection: Connection, now: datetime) -> None:
    """Under the bucket's lock, with the call that it pays for."""
    Turn.objects.update_or_create(
        bucket=bucket,
        connection=connection,
        defaults={"served_at": now, "waits_until": None},
    )


def let_wait(bucket: Bucket, connection: Connection, until: datetime) -> None:
    Turn.objects.bulk_create(
        [Turn(bucket=bucket, connection=connection, waits_until=until + PATIENCE)],
        update_conflicts=True,
        unique_fields=["bucket", "connection"],
        update_fields=["waits_until"],
    )
