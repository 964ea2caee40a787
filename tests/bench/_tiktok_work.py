"""`manage.py work` without budgets for TikTok Shop, and without the guards named.

python -m tests.bench._tiktok_work none --queues fast=8,slow=2
"""

import os
import sys
from collections.abc import Sequence
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.core.management import call_command

from plugins.tiktok_shop.client import JSON
from plugins.tiktok_shop.plugin import TikTokShop
from plugins.tiktok_shop.product_client import ProductClient
from storefront.contract.data import Sent
from storefront.intake import importing

create = ProductClient.create


def keys() -> None:
    """A create that is repeated is another create."""

    def create_anew(client: ProductClient, body: JSON, sending: Sequence[Sent]) -> JSON:
        return create(client, {**body, "idempotency_key": str(uuid4())}, sending)

    ProductClient.create = create_anew


def alerts() -> None:
    """Nobody is told of what was sold twice."""
    importing.tell_missing = lambda row, missing: None


GUARDS = {"keys": keys, "alerts": alerts, "none": lambda: None}

if __name__ == "__main__":
    TikTokShop.budgets = ()
    GUARDS[sys.argv[1]]()
    call_command("work", *sys.argv[2:])
