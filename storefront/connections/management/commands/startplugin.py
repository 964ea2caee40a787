import re

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.connections.scaffold import AlreadyThere, write_plugin

#: A folder of Python, and short enough to be part of a service's name.
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Command(BaseCommand):
    help = "Write a new plugin with a sandbox and tests that pass, to start from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="of its folder in plugins/: corner_market")

    def handle(self, *, name: str, **options: object) -> None:
        if not NAME.fullmatch(name) or len(name) > 40:
            raise CommandError(
                "A plugin is named in small letters, digits and _: corner_market, say."
            )
        try:
            written = write_plugin(name, root=settings.BASE_DIR)
        except AlreadyThere as folder:
            raise CommandError(f"{folder} is there already.") from None
        for path in written:
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
        self.stdout.write(f"Now: make test ARGS=tests/plugins/{name}")
