"""Sent inside the order's transaction; receivers insert rows and do nothing else."""

from django.dispatch import Signal

#: `order`
order_placed = Signal()

#: `order`
order_cancelled = Signal()
