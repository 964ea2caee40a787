"""Begin a drill, look how it goes, and keep what it showed."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from storefront.channels.models import Attempt, Part
from storefront.connections.models import Breaker, Connection
from storefront.connections.plugins import build
from storefront.connections.reaching import reaching
from storefront.contract.errors import CredentialsDead, PlatformUnavailable
from storefront.drills.models import Drill
from storefront.drills.rehearsing import OrderFailed, rehearse_order
from storefront.orders.models import Order

#: A drill that has not caught up by then has failed.
PATIENCE = timedelta(hours=2)
LONGEST = 240


def begin_drill(connection: Connection, *, minutes: int) -> Drill:
    """Make the service look gone. Raises ValidationError where that is no drill."""
    if not 1 <= minutes <= LONGEST:
        raise ValidationError(_("A drill takes 1 to %s minutes.") % LONGEST)
    if connection.closed or connection.needs_staff or connection.paused:
        raise ValidationError(_("Nothing goes out on it anyway."))
    now = timezone.now()
    until = now + timedelta(minutes=minutes)
    try:
        with transaction.atomic():
            drill = Drill.objects.create(
                connection=connection, began_at=now, until=until
            )
            Connection.objects.filter(pk=connection.pk).update(drill_until=until)
    except IntegrityError:
        raise ValidationError(_("A drill of it is under way.")) from None
    return drill


def stop_drill(drill: Drill) -> None:
    """The service is back now; what follows is counted all the same."""
    now = timezone.now()
    with transaction.atomic():
        Drill.objects.under_way().filter(pk=drill.pk, until__gt=now).update(until=now)
        Connection.objects.filter(pk=drill.connection_id).update(drill_until=None)


def follow(drill: Drill) -> None:
    """Look once. Called every few seconds by a job, and again after any death."""
    drill.refresh_from_db()
    if drill.ended_at:
        return
    knock(drill.connection)
    breaker = Breaker.objects.filter(connection=drill.connection_id).first()
    if drill.noticed_at is None and breaker and breaker.opened_at:
        drill.noticed_at = breaker.opened_at
    waiting = Part.objects.waiting().filter(connection=drill.connection_id).count()
    drill.most_waiting = max(drill.most_waiting, waiting)
    if timezone.now() < drill.until:
        drill.left_waiting = waiting
        rehearse(drill)
    else:
        look_back(drill, quiet=not waiting and breaker is None)
    count(drill)
    drill.save()


def knock(connection: Connection) -> None:
    """Somebody has to call for the breaker to open, or to close: in a quiet shop, we.

    As every call it is refused while the breaker says so.
    """
    try:
        with reaching(connection):
            build(connection).check()
    except (CredentialsDead, PlatformUnavailable):
        return


def rehearse(drill: Drill) -> None:
    try:
        took = rehearse_order()
    except OrderFailed as failure:
        drill.order_failed = str(failure)[:200]
        return
    if took is not None:
        drill.rehearsal_ms = max(drill.rehearsal_ms or 0, round(took * 1000))


def look_back(drill: Drill, *, quiet: bool) -> None:
    now = timezone.now()
    if quiet:
        drill.caught_up_at = drill.ended_at = now
    elif now > drill.until + PATIENCE:
        drill.ended_at = now


def count(drill: Drill) -> None:
    """What happened between the beginning and the end, by the rows."""
    during = (drill.began_at, drill.until)
    placed = Order.objects.filter(connection=None, placed_at__range=during)
    drill.orders = placed.count()
    people = get_user_model()._default_manager.filter(last_login__range=during)
    drill.sign_ins = people.count()
    called = Attempt.objects.filter(connection=drill.connection_id)
    drill.calls = called.filter(started_at__range=during).count()
