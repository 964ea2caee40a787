from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from storefront.catalog.search import normalise
from storefront.catalog.templatetags.money import money
from storefront.customers.models import User
from storefront.inventory.services import OutOfStock
from storefront.orders import services
from storefront.orders.models import Order, OrderEvent, OrderLine
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
    list_filter = ("state", "money", "payment", "placed_at", "language")
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
        placed_at = date_format(localtime(order.placed_at), "SHORT_DATETIME_FORMAT")
        return two_lines(order.number, placed_at)

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
