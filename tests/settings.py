"""The shop's settings, and what only tests need."""

from storefront.settings import *  # noqa: F403
from storefront.settings import (
    DATA_DIR,
    DATABASES,
    INSTALLED_APPS,
    MIDDLEWARE,
    STORAGES,
)

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.chores"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since a worker in another process cannot see what is in our memory.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The one of the real settings needs `collectstatic` first.
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# A test sees at once what it changed; those of the page cache say how much it keeps.
PAGE_CACHE_MB = 0
# Staff of tests come in by a password alone; tests/customers/test_admin_guard.py puts
# the second step back.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith(".AdminGuard")]
# Tests reach a platform only at the address of a sandbox.
ALLOW_API_ADDRESS = True
