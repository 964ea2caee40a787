from django.core.management.base import BaseCommand, CommandError

from storefront.connections.credentials import CredentialsUnreadable
from storefront.connections.models import Connection
from storefront.connections.services import reseal


class Command(BaseCommand):
    help = (
        "Seal all credentials under the newest of CREDENTIALS_KEYS. Afterwards the "
        "older keys may go."
    )

    def handle(self, **options: object) -> None:
        unreadable = [row for row in Connection.objects.all() if not self.rotate(row)]
        if unreadable:
            names = ", ".join(map(str, unreadable))
            raise CommandError(f"Not sealed anew: {names}. Keep the older keys.")

    def rotate(self, connection: Connection) -> bool:
        try:
            reseal(connection)
        except CredentialsUnreadable as error:
            self.stderr.write(f"{connection}: {error}")
            return False
        self.stdout.write(f"Sealed {connection} under the newest key.")
        return True
