"""What the engine says to the rooms above it."""

from django.dispatch import Signal

#: Stock waits until the orders over there have been read. `connection_id`
orders_wanted = Signal()
