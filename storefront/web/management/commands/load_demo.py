import sys
from time import monotonic

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.web.demo.connecting import connect_sandboxes
from storefront.web.demo.data import read_orders, read_shelves
from storefront.web.demo.keeper import load_profile
from storefront.web.demo.loading import load_goods
from storefront.web.demo.rules import load_rules
from storefront.web.demo.selling import load_orders
from storefront.web.demo.staff import NameTaken, demo_user, let_in


class Command(BaseCommand):
    help = (
        "Fill the shop with goods for mothers and babies, to try it. Only what is "
        "missing is added; products and orders that are there stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--staff", action="store_true", help="let the account demo into the admin"
        )
        parser.add_argument(
            "--password", default="", help="of that account; - reads it from stdin"
        )
        parser.add_argument(
            "--connect", action="store_true", help="connect the running sandboxes"
        )

    def handle(
        self,
        *,
        staff: bool,
        password: str,
        connect: bool,
        verbosity: int,
        **options: object,
    ) -> None:
        started = monotonic()
        user = demo_user()
        load_profile()
        goods = load_goods(read_shelves())
        load_rules()
        orders = load_orders(read_orders(), by=user)
        if verbosity:
            self.stdout.write(
                f"Added {goods} products and {orders} orders "
                f"in {monotonic() - started:.1f} s."
            )
        if connect:
            self.connect(verbosity)
        if staff:  # last: `run` takes a shop with staff for one that is complete
            self.let_in(password)

    def connect(self, verbosity: int) -> None:
        try:
            connections = connect_sandboxes(settings.HOST)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        for connection in connections if verbosity else ():
            self.stdout.write(f"Connected {connection.service} {connection.account}.")

    def let_in(self, password: str) -> None:
        if password == "-":  # noqa: S105 -- stands for stdin
            password = sys.stdin.readline().rstrip("\r\n")
        try:
            password = let_in(demo_user(), password=password)
        except NameTaken as error:
            raise CommandError(f"The name {error} is taken by another user.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if password:
            self.stdout.write(f"Sign in as demo, password {password}")
