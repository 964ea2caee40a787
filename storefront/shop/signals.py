"""Sent inside the transaction that saves; receivers insert rows, nothing else."""

from django.dispatch import Signal

#: Every page shows the shop's name, colours and contact.
profile_changed = Signal()
