"""`manage.py work`, but whoever is to renew tokens asks, whoever else does."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from storefront.connections import renewing  # noqa: E402
from storefront.connections.models import Grant  # noqa: E402


def take_freely(grant_id: int, revision: int) -> Grant:
    return Grant.objects.get(pk=grant_id)


renewing.take = take_freely

if __name__ == "__main__":
    call_command("work", *sys.argv[1:])
