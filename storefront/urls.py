"""The whole URL map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from storefront.cart.views import (
    add_to_cart,
    cart,
    cart_summary,
    cart_token,
    change_cart,
    restore_cart,
)
from storefront.checkout.link_views import buy_again, checkout_link
from storefront.checkout.order_views import cancel_order, order
from storefront.checkout.views import checkout, sums
from storefront.connections.door import door
from storefront.customers.views.account import (
    account,
    end_other_sessions,
    end_session,
    password,
    sessions,
)
from storefront.customers.views.entrance import (
    enter_code,
    not_here,
    send_where_known,
    sign_in,
    sign_in_with_password,
    sign_out,
)
from storefront.customers.views.passkeys import (
    add_passkey,
    passkey_options,
    sign_in_with_passkey,
)
from storefront.customers.views.proof import prove, prove_by_code, prove_by_passkey
from storefront.customers.views.providers import (
    go_to_provider,
    link_provider,
    provider_back,
)
from storefront.customers.views.second_factor import ask, paper, set_up
from storefront.customers.views.ways import (
    add_contact,
    add_contact_by_code,
    remove,
    ways,
)
from storefront.drills.views import drill
from storefront.feeds.views import feed
from storefront.health.views import figures, live, metrics
from storefront.insights.views import lockout_report
from storefront.orders.views import claim, claim_by_code, my_orders
from storefront.outbox.views import message, messages
from storefront.payments.views import transfer_qr
from storefront.places.views import wards
from storefront.privacy.views.goodbyes import goodbye, goodbye_done
from storefront.privacy.views.own import (
    erase_own_data,
    forgotten,
    own_data,
    take_own_data,
)
from storefront.shop.views import about, policy
from storefront.web.components import components
from storefront.web.demo.views import code_of_demo
from storefront.web.finding import (
    favicon,
    manifest,
    offline,
    robots,
    service_worker,
    sitemap,
    sitemaps,
)
from storefront.web.media import media
from storefront.web.styles import style
from storefront.web.views import (
    availability,
    category,
    home,
    product,
    search,
    suggestions,
)

urlpatterns = [
    path("admin/second-step/", ask, name="second_factor"),
    path("admin/second-step/set-up/", set_up, name="set_up_second_factor"),
    path("admin/second-step/paper/", paper, name="second_factor_paper"),
    path("admin/lockout/", lockout_report, name="lockout_report"),
    path("admin/drills/of/<int:connection_id>/", drill, name="drill"),
    path("admin/", admin.site.urls),
    path("favicon.ico", favicon, name="favicon"),
    path("health/", figures, name="health"),
    path("health/live", live, name="live"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps, name="sitemaps"),
    path("sitemap-<slug:part>.xml", sitemap, name="sitemap"),
    path("service-worker.js", service_worker, name="service_worker"),
    path("style/<slug:digest>.css", style, name="style"),
    path("feeds/<str:token>/<str:name>", feed, name="feed"),
    path("checkout/link/", checkout_link, name="checkout_link"),
    path("checkout/link", checkout_link),  # a second redirect for a slash would be slow
    path("hooks/<str:service>/", door, name="webhook_door"),
    path("goodbye/<str:service>/<str:kind>/", goodbye, name="goodbye"),
    path("account/back/<int:connection_id>/", provider_back, name="provider_back"),
    *i18n_patterns(
        path("", home, name="home"),
        path("c/<slug:slug>/", category, name="category"),
        path("p/<slug:slug>/", product, name="product"),
        path("p/<slug:slug>/availability/", availability, name="availability"),
        path("search/", search, name="search"),
        path("about/", about, name="about"),
        path("policies/<slug:topic>/", policy, name="policy"),
        path("offline/", offline, name="offline"),
        path("manifest.webmanifest", manifest, name="manifest"),
        path("search/suggestions/", suggestions, name="suggestions"),
        path("cart/", cart, name="cart"),
        path("cart/add/", add_to_cart, name="add_to_cart"),
        path("cart/summary/", cart_summary, name="cart_summary"),
        path("cart/token.css", cart_token, name="cart_token"),
        path("cart/restore/", restore_cart, name="restore_cart"),
        path("cart/change/", change_cart, name="change_cart"),
        path("places/wards/", wards, name="wards"),
        path("checkout/", checkout, name="checkout"),
        path("checkout/sums/", sums, name="checkout_sums"),
        path("account/", account, name="account"),
        path("account/orders/", my_orders, name="my_orders"),
        path("account/claim/", claim, name="claim"),
        path("account/claim/code/", claim_by_code, name="claim_by_code"),
        path("account/sign-in/", sign_in, name="account_login"),
        path("account/sign-in/known/", send_where_known, name="send_where_known"),
        path("account/sign-in/code/", enter_code, name="enter_code"),
        path("account/sign-in/password/", sign_in_with_password, name="by_password"),
        path("account/sign-out/", sign_out, name="sign_out"),
        path("account/not-here/", not_here, name="not_here"),
        path("account/prove/", prove, name="prove"),
        path("account/prove/code/", prove_by_code, name="prove_by_code"),
        path("account/prove/passkey/", prove_by_passkey, name="prove_by_passkey"),
        path("account/ways/", ways, name="ways"),
        path("account/ways/add/", add_contact, name="add_contact"),
        path("account/ways/code/", add_contact_by_code, name="add_contact_by_code"),
        path("account/ways/remove/", remove, name="remove_way"),
        path(
            "account/with/<int:connection_id>/", go_to_provider, name="go_to_provider"
        ),
        path("account/link/<int:connection_id>/", link_provider, name="link_provider"),
        path("account/passkeys/options/", passkey_options, name="passkey_options"),
        path("account/passkeys/", sign_in_with_passkey, name="by_passkey"),
        path("account/passkeys/add/", add_passkey, name="add_passkey"),
        path("account/password/", password, name="password"),
        path("account/sessions/", sessions, name="sessions"),
        path("account/sessions/others/", end_other_sessions, name="end_other_sessions"),
        path("account/sessions/<int:session_id>/", end_session, name="end_session"),
        path("account/data/", own_data, name="own_data"),
        path("account/data/file/", take_own_data, name="take_own_data"),
        path("account/data/erase/", erase_own_data, name="erase_own_data"),
        path("account/forgotten/", forgotten, name="forgotten"),
        path("goodbye/<uuid:code>/", goodbye_done, name="goodbye_done"),
        path("orders/<uuid:token>/", order, name="order"),
        path("orders/<uuid:token>/again/", buy_again, name="buy_again"),
        path("orders/<uuid:token>/qr.<slug:kind>", transfer_qr, name="transfer_qr"),
        path("orders/<uuid:token>/cancel/", cancel_order, name="cancel_order"),
    ),
]

if settings.DEBUG or settings.DEMO:
    urlpatterns += [
        path("dev/code/", code_of_demo, name="code_of_demo"),
        path("dev/components/", components, name="components"),
        path("dev/mail/", messages, name="messages"),
        path("dev/mail/<int:message_id>/", message, name="message"),
    ]

if settings.SERVE_MEDIA:
    urlpatterns += [path("media/<path:path>", media, name="media")]
