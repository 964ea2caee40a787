import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.settings")

django = get_wsgi_application()

from storefront.web.page_cache import FrontDoor  # noqa: E402 -- models need the apps

application = FrontDoor(django)
