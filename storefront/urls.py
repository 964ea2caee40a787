"""The whole URL map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from storefront.web.media import media

urlpatterns = [
    path("admin/", admin.site.urls),
    *i18n_patterns(),
]

if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", media, name="media")]
