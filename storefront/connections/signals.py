"""How connections are heard by the apps above them, inside the transaction."""

from django.dispatch import Signal

#: An account was connected that was not, or not any more. `connection`.
connection_opened = Signal()

#: A platform told of these for the first time. `connection`, `events` (contract's)
events_arrived = Signal()

#: The ring of keys has a new first key: each room seals its texts anew and returns
#: what they are called and a Resealed. The one signal outside of a transaction.
keys_rotated = Signal()
