"""Sent inside the order's transaction; receivers insert rows and do nothing else."""

from django.dispatch import Signal

#: It has taken its stock: a held order is only announced when staff release it. `order`
order_placed = Signal()

#: `order`
order_cancelled = Signal()
