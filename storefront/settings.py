"""One file for all settings. What the environment decides is in docs/settings.md."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from storefront import env

BASE_DIR = Path(__file__).resolve().parent.parent

# Lets ModelForm[Product] be written where a type checker wants it.
django_stubs_ext.monkeypatch()

# Where and who
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
env.read(DATA_DIR / "env")
DEBUG = env.flag("DEBUG")
#: A shop to try: `run` fills it and starts the sandboxes; /dev/mail/ shows its mail.
DEMO = env.flag("DEMO")
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "")
SECRET_KEY = env.text("SECRET_KEY")
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000)
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", f"{urlsplit(SITE_URL).hostname},localhost,127.0.0.1,[::1]"
)
#: Processes that answer requests under `run`, each with a few threads.
WEB_WORKERS = env.number("WEB_WORKERS", 2)
#: Megabytes of finished pages that each of them keeps. 0 keeps none.
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 64)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
#: How many proxies of ours stand in front and append to X-Forwarded-For.
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
HTTPS = SITE_URL.startswith("https://")

# The shop
SHOP_NAME = env.text("SHOP_NAME", "Kiềng")
SHOP_CURRENCY = env.text("SHOP_CURRENCY", "VND")
#: In minor units of the currency.
DELIVERY_FEE = env.number("DELIVERY_FEE", 30_000)
#: Web orders a phone or a client address may place in an hour before staff look first.
ORDERS_PER_PHONE = env.number("ORDERS_PER_PHONE", 3)
ORDERS_PER_ADDRESS = env.number("ORDERS_PER_ADDRESS", 10)
#: From here on no more are taken in that hour.
MOST_ORDERS_PER_PHONE = env.number("MOST_ORDERS_PER_PHONE", 10)
MOST_ORDERS_PER_ADDRESS = env.number("MOST_ORDERS_PER_ADDRESS", 50)
#: How long goods are kept for an order that is paid by transfer.
PAY_WITHIN_HOURS = env.number("PAY_WITHIN_HOURS", 24)
#: So long before a channel wants an order sent, staff are warned.
SHIP_WARNING_HOURS = env.number("SHIP_WARNING_HOURS", 12)

# Connections
#: Newest first; every key still opens what it once sealed.
CREDENTIALS_KEYS = env.words("CREDENTIALS_KEYS")
#: May an owner point a connection at another host than the platform's?
ALLOW_API_ADDRESS = env.flag("ALLOW_API_ADDRESS")
#: What one sender may knock at the door of a service, for each process.
FORGERIES_PER_MINUTE = env.number("FORGERIES_PER_MINUTE", 600)
#: So long what they said stays readable; that they were there is kept for ever.
DELIVERY_DAYS = env.number("DELIVERY_DAYS", 30)
#: So long after their order is over it names those to whom a channel sold.
CHANNEL_BUYER_DAYS = env.number("CHANNEL_BUYER_DAYS", 60)
#: Machines that read /health/ and /metrics say it. Empty: they may not.
HEALTH_TOKEN = env.text("HEALTH_TOKEN", "")
DEFAULT_EXCEPTION_REPORTER_FILTER = "storefront.connections.error_reports.QuietReports"

# Apps
INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "treebeard",
    "django_q",
    "storefront.shop",
    "storefront.jobs",
    "storefront.connections",
    "storefront.catalog",
    "storefront.outbox",
    "storefront.customers",
    "storefront.inventory",
    "storefront.promotions",
    "storefront.delivery",
    "storefront.cart",
    "storefront.orders",
    "storefront.payments",
    "storefront.shelves",
    "storefront.checkout",
    "storefront.channels",
    "storefront.exchange",
    "storefront.feeds",
    "storefront.intake",
    "storefront.insights",
    "storefront.privacy",
    "storefront.drills",
    "storefront.health",
    "storefront.desk",
    "storefront.sandbox",
    "storefront.web",
]
MIDDLEWARE = [
    "storefront.web.page_cache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "storefront.web.content_policy.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "storefront.web.same_origin.SameOrigin",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "storefront.customers.admin_guard.AdminGuard",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "storefront.urls"
WSGI_APPLICATION = "storefront.wsgi.application"
FORM_RENDERER = "storefront.shop.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storefront.web.context.shop",
            ],
        },
    },
]

# Rows
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR}/shop.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "customers.User"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Jobs: the Job rows are the truth and the lease is the limit; django-q2 only executes.
Q_CLUSTER = {
    "name": "jobs",
    "workers": 1,
    "queue_limit": 1,
    "poll": 0.2,
    "recycle": 0,
    "save_limit": -1,
    "scheduler": False,
    "timeout": 60,  # each task says -1; without a number django-q2 warns
    "retry": 61,
    "cache": "none",  # its heartbeats are not written anywhere
}

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "framework"]
FORMAT_MODULE_PATH = "storefront.formats"
MODELTRANSLATION_DEFAULT_LANGUAGE = "vi"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("vi", "en")}
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
#: Off where a proxy or a bucket serves MEDIA_URL.
SERVE_MEDIA = env.flag("SERVE_MEDIA", default=True)
#: Pictures by address come from the public internet. These `host:port` are let through
#: as well: for tests, and for sandboxes.
PRIVATE_PICTURE_HOSTS = env.words("PRIVATE_PICTURE_HOSTS")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a product with 150 variants is one form

# E-mail
#: A demo shop's letters go nowhere, and are read at /dev/mail/.
UNSENT = f"django.core.mail.backends.{'dummy' if DEMO else 'console'}.EmailBackend"
EMAIL_BACKEND = env.text("EMAIL_BACKEND", UNSENT)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "shop@localhost")

# Safety
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Accounts: no password is asked for, and none is stored, before a code proved whose
# e-mail or phone it is. Limits on tries are rows of ours, the same in all processes.
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
ACCOUNT_ADAPTER = "storefront.customers.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
MFA_ADAPTER = "storefront.customers.adapter.MFAAdapter"
#: Passkeys are customers'; an app and codes on paper are the second step of staff.
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of phones are not all right
MFA_PASSKEY_LOGIN_ENABLED = True
#: Browsers make passkeys on https only, or on the machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# Logs: one line each on stderr; no bodies, no secrets.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django-q": {"level": "WARNING"}},
}
