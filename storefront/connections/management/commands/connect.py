import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from storefront.connections.services import connect
from storefront.connections.standstill import standstill


class Command(BaseCommand):
    help = "Connect an account at a service, once the platform accepts its credentials."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("service", help="as `manage.py plugins` lists it")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            dest="pairs",
            help="a credential; with - as its value it is read from stdin, a line each",
        )
        parser.add_argument(
            "--api-address", default="", help="instead of the platform's"
        )
        parser.add_argument("--name", default="", help="what staff call it")
        parser.add_argument("--language", default="", help="of its texts: vi or en")

    def handle(
        self,
        *,
        service: str,
        pairs: list[str],
        api_address: str,
        name: str,
        language: str,
        **options: object,
    ) -> None:
        try:
            connection = connect(
                service=service,
                credentials=dict(map(read_pair, pairs)),
                api_address=api_address,
                name=name,
                language=language,
            )
        except ValidationError as error:
            raise CommandError(spell_out(error)) from None
        self.stdout.write(f"Connected {connection.service} {connection.account}.")
        if refusal := standstill(connection):
            self.stdout.write(str(refusal))


def read_pair(pair: str) -> tuple[str, str]:
    key, separator, value = pair.partition("=")
    if not separator:
        raise CommandError(f"--set takes KEY=VALUE; there is no = after {key[:20]}.")
    return key, sys.stdin.readline().rstrip("\r\n") if value == "-" else value


def spell_out(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    lines = error.message_dict.items()
    return "\n".join(f"{name}: {' '.join(messages)}" for name, messages in lines)
