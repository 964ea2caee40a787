from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from storefront.customers import second_factor
from storefront.customers.models import User


class Command(BaseCommand):
    help = "Let somebody whose phone and codes are gone set up the second step anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: object) -> None:
        user = User.objects.filter(username=username, is_staff=True).first()
        if user is None:
            raise CommandError(f"Nobody of the staff is called {username}.")
        second_factor.reset(user=user)
        self.stdout.write(f"{username} sets it up anew at the next sign-in.")
