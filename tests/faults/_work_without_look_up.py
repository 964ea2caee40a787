"""`manage.py work` as it would be if a create never asked what is there already."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- after the set-up

from storefront.channels import publishing  # noqa: E402

publishing.look_up = lambda connection, service, projections: list(projections)

if __name__ == "__main__":
    call_command("work", "--queues", "fast=16,slow=2")
