from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from storefront.connections.credentials import Credentials, EncryptedJSONField
from storefront.contract import plugin
from storefront.contract.data import Budget


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def open(self) -> Self:
        """Not closed, and the plugin's folder is still there."""
        return self.exclude(state=Connection.State.CLOSED).filter(
            service__in=list(plugin.services())
        )

    def closing(self) -> Self:
        return self.filter(state=Connection.State.CLOSING)


class Connection(models.Model):
    """Our account at a service."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSING = "closing", _("Closing")  # what it shows is being taken down
        CLOSED = "closed", _("Closed")

    #: The slug of a plugin's service, such as facebook.shop.
    service = models.CharField(_("service"), max_length=60)
    #: What the platform calls the account: the credential its plugin names for it.
    account = models.CharField(_("account"), max_length=100)
    name = models.CharField(_("name"), max_length=100, blank=True)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default="vi"
    )
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.OPEN
    )
    credentials = EncryptedJSONField(editable=False, default=Credentials)
    #: Empty: the platform's own.
    api_address = models.CharField(_("API address"), max_length=200, blank=True)
    #: Raised when rules change from which follows what the platform should show.
    rules_revision = models.PositiveIntegerField(default=1, editable=False)
    #: Paused, until then or until resumed. Real time, like all times of a connection.
    paused_at = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)
    pause_reason = models.CharField(max_length=300, blank=True, editable=False)
    #: A drill: until then the platform looks gone, and is not called.
    drill_until = models.DateTimeField(null=True, editable=False)
    #: The credentials are dead, and what the platform said of them.
    needs_staff = models.BooleanField(_("needs staff"), default=False, editable=False)
    trouble = models.CharField(max_length=300, blank=True, editable=False)
    #: When the last complete reading of its orders began: all before it are here.
    polled_through = models.DateTimeField(null=True, editable=False)
    #: The consent that its tokens come from; none: keys that staff entered.
    grant = models.ForeignKey(
        "Grant",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="connections",
    )
    #: Until then the credentials work without staff, by the shop clock. None: for ever,
    #: as far as is known.
    expires_at = models.DateTimeField(_("expires"), null=True, editable=False)
    created_at = models.DateTimeField(_("connected"), auto_now_add=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ["service", "account"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "account"], name="one_connection_per_account"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.service_name} · {self.account}"

    @property
    def service_name(self) -> str:
        """As people know it; the slug is left of one whose plugin is gone."""
        known = plugin.services().get(self.service)
        return known.name if known else self.service

    @property
    def closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def closing(self) -> bool:
        return self.state == self.State.CLOSING

    @property
    def paused(self) -> bool:
        if self.paused_at is None:
            return False
        return self.paused_until is None or self.paused_until > timezone.now()

    @property
    def drilling(self) -> bool:
        return self.drill_until is not None and self.drill_until > timezone.now()


class Grant(models.Model):
    """Somebody's yes on a platform's page. Its tokens may serve several connections."""

    service = models.CharField(max_length=60)
    api_address = models.CharField(max_length=200, blank=True)
    #: Those of our app, and the tokens. Each connection has a copy.
    credentials = EncryptedJSONField(editable=False, default=Credentials)
    #: Raised with every change of the tokens.
    revision = models.PositiveIntegerField(default=1)
    #: By the shop clock. `renew_at` None: nothing is to be renewed.
    expires_at = models.DateTimeField(null=True)
    renew_at = models.DateTimeField(null=True, db_index=True)
    #: Real time: somebody asks for other tokens just now, or died asking.
    renewing_until = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(auto_now_add=True)
    #: Why there were none.
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.service} #{self.pk}"


class Journey(models.Model):
    """Staff on their way to a platform's page and back. Good once, in one session."""

    #: Digests: whoever reads the row cannot go on with it.
    state = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=64)
    service = models.CharField(max_length=60)
    api_address = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=5, blank=True)
    #: The app's credentials; after the return, what was granted as well.
    credentials = EncryptedJSONField(editable=False, default=Credentials)
    began_at = models.DateTimeField(auto_now_add=True)
    returned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.service} {self.began_at}"


class Breaker(models.Model):
    """What has failed since a call last succeeded. No row: nothing has.

    Written on failure and on change only; all its times are real.
    """

    connection = models.OneToOneField(
        Connection, models.CASCADE, primary_key=True, related_name="breaker"
    )
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"))
    #: Nobody calls but the one who asks whether it is back.
    opened_at = models.DateTimeField(_("open since"), null=True, blank=True)
    retry_at = models.DateTimeField(_("asked again"))
    #: Somebody is asking just now, or died asking.
    probed_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("breaker")
        verbose_name_plural = _("breakers")

    def __str__(self) -> str:
        return f"{self.connection}: {self.reason}"


class Bucket(models.Model):
    """The calls an endpoint has left just now: one row for all workers."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="buckets")
    endpoint = models.CharField(_("endpoint"), max_length=60)
    tokens = models.FloatField(_("calls left"))
    #: Real time.
    filled_at = models.DateTimeField()
    #: The platform said so.
    blocked_until = models.DateTimeField(_("blocked until"), null=True, blank=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "endpoint"], name="one_bucket_per_endpoint"
            ),
            models.CheckConstraint(
                condition=Q(tokens__gte=0), name="bucket_not_overdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.endpoint}"

    def refill(self, budget: Budget, now: datetime) -> None:
        """Add what has trickled in since."""
        room = budget.burst or budget.calls
        gained = max((now - self.filled_at) / budget.per, 0.0) * budget.calls
        self.tokens = min(self.tokens + gained, float(room))
        self.filled_at = max(self.filled_at, now)

    def wait(self, budget: Budget | None, now: datetime, *, left: int = 0) -> timedelta:
        """How long until a call may go out that leaves so many; zero or less: now."""
        waits = [timedelta(0)]
        if self.blocked_until:
            waits.append(self.blocked_until - now)
        if budget:
            waits.append((1 + left - self.tokens) * budget.per / budget.calls)
        return max(waits)


class Turn(models.Model):
    """When a connection last had a call out of a bucket that several share."""

    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="turns")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="+")
    #: Real time. None: never.
    served_at = models.DateTimeField(null=True)
    #: It was told to wait, and counts as waiting until then.
    waits_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "connection"], name="one_turn_per_connection"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.connection}: {self.bucket.endpoint}"


class Delivery(models.Model):
    """One request to our door, believed and written down before anybody read it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        HANDLED = "handled", _("Handled")
        UNREADABLE = "unreadable", _("Makes no sense")

    service = models.CharField(_("service"), max_length=60)
    #: Whose secret it was signed with; it may tell of other accounts of the same app.
    connection = models.ForeignKey(
        Connection, models.PROTECT, related_name="+", verbose_name=_("signed for")
    )
    #: Headers, query and body as they came. sealing.py opens it.
    sealed = models.TextField(editable=False)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    problem = models.CharField(_("what went wrong"), max_length=300, blank=True)
    #: Real time.
    received_at = models.DateTimeField(_("received"), auto_now_add=True, db_index=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-id"]
        permissions = [("read_delivery", _("Can read what a webhook says"))]

    def __str__(self) -> str:
        return f"{self.service} {self.received_at:%d.%m. %H:%M:%S}"


class WebhookEvent(models.Model):
    """Something a platform told us of. Kept for ever: told again, it is known."""

    service = models.CharField(_("service"), max_length=60)
    #: Also of accounts that nobody has connected: then there is no connection.
    account = models.CharField(_("account"), max_length=100)
    kind = models.CharField(_("kind"), max_length=60)
    event_id = models.CharField(_("event id"), max_length=200)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    connection = models.ForeignKey(
        Connection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("connection"),
    )
    delivery = models.ForeignKey(
        Delivery,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("webhook"),
    )
    times = models.PositiveIntegerField(_("told so often"), default=1)
    first_told_at = models.DateTimeField(_("first told"), auto_now_add=True)
    #: It was passed on, inside a transaction with everything that follows from it.
    passed_on_at = models.DateTimeField(_("passed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "account", "kind", "event_id"],
                name="one_row_per_event",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
