import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

django = get_wsgi_application()

from storefront.web.page_cache import FrontDoor  # noqa: E402 -- models need the apps

application = FrontDoor(django)

# What is here by now stays for good: looking through it for garbage again and again
# takes time from every page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
