from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.models import Connection, Delivery, Grant
from storefront.connections.sealing import Resealed, seal_column_anew
from storefront.connections.services import reseal
from storefront.connections.signals import keys_rotated


class Command(BaseCommand):
    help = (
        "Seal all that is sealed under the newest of CREDENTIALS_KEYS: credentials, "
        "what platforms sent, staff's second step. Afterwards the older keys may go."
    )

    def handle(self, **options: object) -> None:
        rows = [*Connection.objects.all(), *Grant.objects.all()]
        unreadable = [row for row in rows if not self.rotate(row)]
        lost = [str(row) for row in unreadable]
        for name, done in rooms():
            self.stdout.write(f"Sealed {done.sealed} {name} under the newest key.")
            if done.unreadable:
                lost.append(f"{done.unreadable} {name}")
        if lost:
            names = ", ".join(lost)
            raise CommandError(f"Not sealed anew: {names}. Keep the older keys.")

    def rotate(self, row: Connection | Grant) -> bool:
        try:
            reseal(row)
        except CredentialsUnreadable as error:
            self.stderr.write(f"{row}: {error}")
            return False
        self.stdout.write(f"Sealed {row} under the newest key.")
        return True


def rooms() -> list[tuple[str, Resealed]]:
    """What of each room was sealed: our own deliveries, then the rooms above."""
    deliveries = seal_column_anew(Delivery.objects.all(), "sealed")
    heard: list[tuple[object, Any]] = list(keys_rotated.send(sender=None))
    return [("deliveries", deliveries), *(told for _receiver, told in heard)]
