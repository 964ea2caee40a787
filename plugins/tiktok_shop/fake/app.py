"""The app that the sandbox knows, as Partner Center would show it."""

APP_KEY = "6ksandbox1app"
APP_SECRET = "5f1d9a27c4e84b3a9d0e7b6c1a2f3e4d5c6b7a89"  # noqa: S105 -- of a make-believe app
SERVICE_ID = "7431862995540739334"
#: Good for ever, for whoever connects with keys.
ACCESS_TOKEN = "ROW_sandboxAAAAAGFjY2Vzcy1vZi10aGUtc2FuZGJveA"  # noqa: S105 -- as above
REFRESH_TOKEN = "ROW_sandboxYmVZcmVmcmVzaC1vZi10aGUtc2FuZGJveA"  # noqa: S105 -- as above
OPEN_ID = "7010736057180325637"
#: Where Partner Center would send a seller back to; the consent page can change it.
REDIRECT_URL = "http://localhost:8000/admin/connections/connection/back/"
SCOPES = [
    "seller.authorization.info",
    "seller.product.basic",
    "seller.order.info",
]
