"""`manage.py work` as it is, but for one patience of the Facebook plugin.

A call that Facebook never answered is sent anew after the five minutes that one of its
batches may take. Here that is a few seconds: the sandbox takes one second for a batch.
"""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")
django.setup()

from django.core.management import call_command

from plugins.facebook.plugin import FacebookShop

FacebookShop.settles_after = timedelta(seconds=4)

if __name__ == "__main__":
    call_command("work")
