"""What `manage.py run` does before it only watches: no step without need."""

import hashlib
import http.client
import logging
import signal
import socket
import time
from collections.abc import Iterator
from io import StringIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from storefront.sandbox.services import places, sandbox_of
from storefront.web.demo.staff import NAME as DEMO_USER
from storefront.web.household import Household

logger = logging.getLogger(__name__)

#: How long a process of ours may take until it answers.
PATIENCE = 60.0


def look_at_ports() -> None:
    """Refuse to start beside something else, and say which address is taken."""
    for name, port in ports():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, port))
            except OSError as error:
                raise CommandError(
                    f"{settings.HOST}:{port}, for the {name}, is taken "
                    f"({error.strerror}). Try: PORT={settings.PORT + 100} make run"
                ) from error


def ports() -> Iterator[tuple[str, int]]:
    yield "shop", settings.PORT
    if settings.DEMO:
        for place in places().values():
            yield f"{place.folder} sandbox", place.port
            yield f"{place.folder} sandbox's page", place.control_port


def bring_up_to_date() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        logger.info("Preparing the database")
        call_command("migrate", verbosity=0)
    collect_static()


def collect_static() -> None:
    """Collect and compress the static files when one of them has changed."""
    stamp = settings.DATA_DIR / "static.stamp"
    digest = static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    logger.info("Collecting the static files")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=None):
            changed_at = storage.get_modified_time(path).timestamp()
            digest.update(f"{path}\0{storage.size(path)}\0{changed_at}\n".encode())
    return digest.hexdigest()


def open_shop(household: Household) -> None:
    """Start the sandboxes first: the demo shop is connected to them."""
    if settings.DEMO:
        household.start("sandboxes", "manage.py", "sandbox", "--host", settings.HOST)
        for place in places().values():
            wait_for(household, place.port, "/_sandbox/")
        load_demo()
    connections.close_all()
    household.start("worker", "manage.py", "work")
    household.start("web server", *web_server(), renewed_by=signal.SIGHUP)
    wait_for(household, settings.PORT, "/")


def load_demo() -> None:
    """Once per database: what an owner deleted does not come back at the next start."""
    if get_user_model().objects.filter(is_staff=True).exists():
        return
    logger.info("Loading the demo shop")
    call_command(
        "load_demo",
        connect=True,
        staff=True,
        password=settings.DEMO_PASSWORD,
        verbosity=0,
        # It prints the password, as `signposts` will if it is the one in the settings.
        stdout=StringIO() if settings.DEMO_PASSWORD else None,
    )


def web_server() -> list[str]:
    return [
        *("-m", "storefront.serve", "--host", settings.HOST),
        *("--port", str(settings.PORT), "--workers", str(settings.WEB_WORKERS)),
        "storefront.wsgi:application",
    ]


def wait_for(household: Household, port: int, path: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not answers(port, path):
        household.look_once()
        if time.monotonic() > ends:
            raise CommandError(
                f"Nothing answers on port {port} after {PATIENCE:.0f} s."
            )
        time.sleep(0.1)


def answers(port: int, path: str) -> bool:
    web = http.client.HTTPConnection(settings.HOST, port, timeout=PATIENCE)
    try:
        web.request("GET", path, headers={"Host": "localhost"})
        web.getresponse()
    except ConnectionError:
        return False
    else:
        return True
    finally:
        web.close()


def signposts() -> Iterator[tuple[str, str]]:
    yield "Shop", f"{settings.SITE_URL}/"
    yield "Admin", f"{settings.SITE_URL}/admin/"
    if settings.DEMO and password_holds():
        yield "Staff sign in as", f"{DEMO_USER}, password {settings.DEMO_PASSWORD}"
        yield "Second step", f"the code at {settings.SITE_URL}{reverse('code_of_demo')}"
    if settings.DEMO:
        yield "Feeds", settings.SITE_URL + reverse("admin:feeds_feed_changelist")
        yield "Mail", f"{settings.SITE_URL}/dev/mail/"
        for place in places().values():
            page = f"http://localhost:{place.control_port}/_sandbox/"
            yield f"{sandbox_of(place.folder).name} sandbox", page


def password_holds() -> bool:
    """Can staff still sign in with the demo shop's first password?"""
    user = get_user_model().objects.filter(username=DEMO_USER).first()
    return user is not None and user.check_password(settings.DEMO_PASSWORD)
