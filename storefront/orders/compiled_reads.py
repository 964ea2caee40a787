"""What every purchase reads of orders."""

from django.db.models import BigIntegerField, CharField, UUIDField

from storefront.orders.models import Order, OrderEvent, OrderLine
from storefront.shop.compiled import Compiled

order_by_key = Compiled(
    lambda key: Order.objects.filter(checkout_key=key).order_by(), UUIDField()
)
order_by_number = Compiled(
    lambda number: Order.objects.filter(number=number).only("pk").order_by(),
    CharField(),
)
order_by_token = Compiled(
    lambda token: Order.objects.filter(token=token).order_by(), UUIDField()
)
lines_of = Compiled(
    lambda order_id: OrderLine.objects.filter(order=order_id), BigIntegerField()
)
events_of = Compiled(
    lambda order_id: OrderEvent.objects.filter(order=order_id), BigIntegerField()
)
