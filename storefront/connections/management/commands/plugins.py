from django.core.management.base import BaseCommand

from storefront.contract import roles
from storefront.contract.plugin import Service, services


class Command(BaseCommand):
    help = "List the services that the plugins provide, with what each can do."

    def handle(self, **options: object) -> None:
        for slug, service in services().items():
            self.stdout.write(f"{slug}  {service.name}")
            self.stdout.write(f"    {', '.join(roles_of(service)) or 'no role'}")


def roles_of(service: type[Service]) -> list[str]:
    """Name the roles that a service takes, in the order of the contract."""
    known = [role for role in vars(roles).values() if declared_here(role)]
    return [role.__name__ for role in known if issubclass(service, role)]


def declared_here(thing: object) -> bool:
    return isinstance(thing, type) and thing.__module__ == roles.__name__
