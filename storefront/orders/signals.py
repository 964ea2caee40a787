"""Sent inside the order's transaction; receivers insert rows and do nothing else."""

from django.dispatch import Signal

#: It has taken its stock or, before a transfer, set it aside; a held order is only
#: announced when staff release it. `order`
order_placed = Signal()

#: `order`
order_cancelled = Signal()

#: All its money has come in, and its goods are taken. `order`
order_paid = Signal()
