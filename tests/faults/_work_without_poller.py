"""`manage.py work`, but nobody reads the orders: what webhooks tell is all there is."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- after the set-up

from storefront.intake import tasks  # noqa: E402

tasks.wants_reading = lambda connection: False

if __name__ == "__main__":
    call_command("work", "--queues", "fast=4,slow=2")
