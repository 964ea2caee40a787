"""The whole URL map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from storefront.cart.views import add_to_cart, cart, change_cart
from storefront.checkout.views import cancel_order, checkout, order
from storefront.outbox.views import message, messages
from storefront.places.views import wards
from storefront.web.media import media
from storefront.web.views import category, home, product, search

urlpatterns = [
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", home, name="home"),
        path("c/<slug:slug>/", category, name="category"),
        path("p/<slug:slug>/", product, name="product"),
        path("search/", search, name="search"),
        path("cart/", cart, name="cart"),
        path("cart/add/", add_to_cart, name="add_to_cart"),
        path("cart/change/", change_cart, name="change_cart"),
        path("places/wards/", wards, name="wards"),
        path("checkout/", checkout, name="checkout"),
        path("orders/<uuid:token>/", order, name="order"),
        path("orders/<uuid:token>/cancel/", cancel_order, name="cancel_order"),
    ),
]

if settings.DEBUG or settings.DEMO:
    urlpatterns += [
        path("dev/mail/", messages, name="messages"),
        path("dev/mail/<int:message_id>/", message, name="message"),
    ]

if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", media, name="media")]
