from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import admin, messages
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog.search import normalise
from storefront.catalog.templatetags.money import money
from storefront.contract import clock
from storefront.customers.models import User
from storefront.inventory.services import OutOfStock
from storefront.orders import deadlines, services
from storefront.orders.filters import ShipFilter
from storefront.orders.models import Order, OrderEvent, OrderLine, Return
from storefront.orders.paying import add_what_is_due
from storefront.orders.services import OrderMovedOn

Step = Callable[[Order, User], Order]


class ReadOnly(admin.TabularInline[Model, Order]):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, order: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, row: object = None) -> bool:
        return False


class Lines(ReadOnly):
    model = OrderLine
    fields = ("sku", "title", "options", "quantity", "each")
    readonly_fields = ("each",)

    @admin.display(description=_("unit price"))
    def each(self, line: OrderLine) -> str:
        return money(line.unit_price, line.order.currency)


class Events(ReadOnly):
    model = OrderEvent
    fields = ("happened_at", "kind", "made_by", "note")


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin[Order]):
    """Orders are read here, and moved on by actions; nobody writes into one."""

    list_display = ("numbered", "state", "buyer", "sum")
    list_filter = ("state", ShipFilter, "money", "payment", "placed_at", "language")
    search_fields = ("number", "phone", "search_text")
    search_help_text = _("Number, phone or name; marks on letters do not matter.")
    date_hierarchy = "placed_at"
    inlines = (Lines, Events)
    actions = ("confirm", "complete", "cancel", "release", "paid_in_full")
    fields = (
        ("number", "state"),
        ("buyer_name", "called_at", "email"),
        "address",
        "note",
        ("goods", "less", "delivery", "due"),
        ("voucher_code", "delivery_method"),
        ("money", "come_in", "pay_until"),
        ("payment", "language", "client_ip", "placed_at"),
    )

    @admin.display(description=_("phone"), ordering="phone")
    def called_at(self, order: Order) -> str:
        return order.readable_phone

    @admin.display(description=_("number"), ordering="placed_at")
    def numbered(self, order: Order) -> str:
        return two_lines(order.number, said(order.placed_at))

    @admin.display(description=_("buyer"), ordering="buyer_name")
    def buyer(self, order: Order) -> str:
        return two_lines(order.buyer_name, order.readable_phone)

    @admin.display(description=_("total"), ordering="total")
    def sum(self, order: Order) -> str:
        due = money(order.total, order.currency)
        return two_lines(due, order.get_money_display())

    @admin.display(description=_("goods"))
    def goods(self, order: Order) -> str:
        return money(order.subtotal, order.currency)

    @admin.display(description=_("discount"))
    def less(self, order: Order) -> str:
        return money(order.discount, order.currency)

    @admin.display(description=_("delivery"))
    def delivery(self, order: Order) -> str:
        return money(order.delivery_fee, order.currency)

    @admin.display(description=_("total"))
    def due(self, order: Order) -> str:
        return money(order.total, order.currency)

    @admin.display(description=_("paid"))
    def come_in(self, order: Order) -> str:
        return money(order.paid, order.currency)

    @admin.display(
        description=_("to be sent by"), ordering=F("ship_by").asc(nulls_last=True)
    )
    def ship_until(self, order: Order) -> str:
        """As people say it; near or past, it says so in words and in colour."""
        if order.ship_by is None:
            return ""
        stage = deadlines.stage_of(order.ship_by, moment=clock.now())
        moment = said(order.ship_by)
        if not stage or order.state == Order.State.ON_HOLD:
            return moment
        row = '<span class="due due-{}">{} <strong>{}</strong></span>'
        return format_html(row, stage, moment, deadlines.WORDS[stage])

    @admin.display(description=_("wanted back"))
    def wanted_back(self, order: Order) -> str:
        """What the buyer of a channel wants, and what staff do about it."""
        return told_back(order) or "–"

    def get_fields(  # type: ignore[override]
        self, request: HttpRequest, order: Order | None = None
    ) -> list[str | Sequence[str]]:
        """Only channels say by when, and what buyers want back over there."""
        first, *rest = self.fields
        theirs = ["ship_until", "wanted_back"] if order and order.connection_id else []
        return [first, *theirs, *rest]

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """A shop without such channels is spared a column of nothing."""
        if not Order.objects.to_ship().exists():
            return self.list_display
        number, state, *rest = self.list_display
        return (number, state, "ship_until", *rest)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Whoever looks at what is to be sent sees the most urgent first."""
        return ("ship_by",) if ShipFilter.parameter_name in request.GET else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        """Phones are stored as +84…, and names without marks."""
        term = normalise(search_term)
        if term.replace(" ", "").isdigit():
            term = term.replace(" ", "").lstrip("0")
        return super().get_search_results(request, queryset, term)

    @admin.action(description=_("Confirm"), permissions=["change_order"])
    def confirm(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        def step(order: Order, by: User) -> Order:
            return services.confirm_order(order=order, by=by)

        self.take_step(request, orders, step)

    @admin.action(description=_("Complete"), permissions=["change_order"])
    def complete(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        def step(order: Order, by: User) -> Order:
            return services.complete_order(order=order, by=by)

        self.take_step(request, orders, step)

    @admin.action(description=_("Cancel"), permissions=["change_order"])
    def cancel(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        def step(order: Order, by: User) -> Order:
            return services.cancel_order(order=order, by=by)

        self.take_step(request, orders, step)

    @admin.action(description=_("Release"), permissions=["change_order"])
    def release(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        def step(order: Order, by: User) -> Order:
            return services.release_order(order=order, by=by)

        self.take_step(request, orders, step)

    @admin.action(description=_("The money has come in"), permissions=["change_order"])
    def paid_in_full(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        def step(order: Order, by: User) -> Order:
            return add_what_is_due(order=order, by=by)

        self.take_step(request, orders, step)

    def take_step(
        self, request: HttpRequest, orders: QuerySet[Order], step: Step
    ) -> None:
        """Order by order, and say of each how it went."""
        if not isinstance(request.user, User):
            return
        for order in orders:
            self.message_user(request, *taken(order, request.user, step))

    def has_change_order_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.change_order")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, order: Order | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, order: Order | None = None
    ) -> bool:
        return False


def two_lines(first: str, second: str) -> str:
    return format_html('{}<span class="second">{}</span>', first, second)


def told_back(order: Order) -> str:
    told = Return.objects.filter(
        connection=order.connection_id, order_external_id=order.external_id
    )
    rows = ((one, until(one.answer_by), one.to_do) for one in told.order_by("pk"))
    return format_html_join("", "<p><strong>{}.</strong> {}<br>{}</p>", rows)


def until(moment: datetime | None) -> str:
    """In words, as part of a line."""
    if moment is None:
        return ""
    told = gettext("Answer by %(moment)s.")
    return told % {"moment": said(moment)}


def said(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def taken(order: Order, by: User, step: Step) -> tuple[str, int]:
    """Take the step and put into words what came of it."""
    try:
        now = step(order, by)
    except OrderMovedOn as moved:
        told = gettext("%(number)s is “%(state)s”: this cannot be done with it.")
        facts = {"number": order, "state": moved.order.get_state_display()}
        return told % facts, messages.ERROR
    except OutOfStock as short:
        told = gettext(
            "%(number)s: of %(sku)s %(wanted)s are wanted, %(left)s are left."
        )
        facts = {"number": order, **vars(short)}
        return told % facts, messages.ERROR
    told = gettext("%(number)s: %(state)s.")
    facts = {"number": order, "state": now.get_state_display()}
    return told % facts, messages.SUCCESS
