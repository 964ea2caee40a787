"""What the engine says to the rooms above it."""

from django.dispatch import Signal

#: Stock waits until the orders over there have been read. `connection_id`
orders_wanted = Signal()

#: Where a category of ours belongs over there, or what is said of it there, has
#: changed. `connection`, `category`
category_placed = Signal()

#: Staff said yes to prices that jumped. `connection`.
prices_approved = Signal()
