from typing import Any

from django.core.management.base import BaseCommand, CommandError

from storefront.web import starting
from storefront.web.household import Household, NotViable


class Command(BaseCommand):
    help = "Serve the shop in one terminal: pages, worker and, with DEMO=1, sandboxes."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        try:
            with Household() as household:
                self.serve(household)
        except KeyboardInterrupt:
            self.stdout.write("\nStopped.")
        except NotViable as ended:
            raise CommandError(str(ended)) from ended

    def serve(self, household: Household) -> None:
        starting.look_at_ports()
        starting.bring_up_to_date()
        starting.open_shop(household)
        for label, value in starting.signposts():
            self.stdout.write(f"{label:>22}  {value}")
        self.stdout.write("Ctrl-C stops it all.")
        self.stdout.flush()  # who reads it through a pipe is waiting for this
        household.watch()
