"""Sent inside the transaction that moves stock; receivers insert rows, nothing else."""

from django.dispatch import Signal

#: What can be sold of these variants changed. `variant_ids`; `shown` is False where
#: pages, which tell no counts, still tell the same.
stock_changed = Signal()
