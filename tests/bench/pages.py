"""Every page of a served demo shop under axe-core, html-validate and its policy.

Both languages, a phone and a desk, light and dark: nothing may be found. Staff pages
are found by following the links of the admin, one page of each kind; what no link leads
to is looked up in the map of addresses, and no page may be left out.
SIZE=full reads those in English too.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import django

django.setup()

from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, sync_playwright

from tests.bench._one_of_each import fill_in
from tests.bench._served import served_demo
from tests.bench._staff import staff_cookies
from tests.bench._staff_pages import (
    NOT_PAGES,
    doors,
    kind_of,
    let_newcomer_in,
    path_of,
    staff_names,
)
from tests.bench._visitor import Notes, Visitor, visitor
from tests.browser import _walk
from tests.browser._markup import complaints
from tests.browser._pages import Shown, hand_over, shop_pages
from tests.browser._walk import account_pages, door_pages, names_of, shop_names
from tests.conftest import CHROMIUM, FLAGS
from tests.signing_in import customer

LANGUAGES = ("vi", "en")
FULL = os.environ.get("SIZE", "small") == "full"
STAFF_LANGUAGES = LANGUAGES if FULL else LANGUAGES[:1]
DEMO_PAGES = [Shown("mail", "/dev/mail/"), Shown("code of the demo", "/dev/code/")]
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.href)"


def main() -> None:
    notes = Notes()
    with served_demo() as address, ExitStack() as stack:
        hidden = fill_in()
        let_newcomer_in()
        client = Client()
        client.force_login(customer("khach@shop.example"))
        shop = [*shop_pages(), *door_pages(), *DEMO_PAGES]  # before there is a loop
        account = account_pages()
        missing = left_out([*shop, *account])
        staff_paths = {name: path_of(name) for name in staff_names()} | hidden
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        staff = staff_cookies(chromium, address)["cookies"]
        for language in LANGUAGES:
            look_at_all(visitor(chromium, address, notes, language), shop)
            at_home = visitor(chromium, address, notes, language)
            hand_over(client, at_home.page, address)
            look_at_all(at_home, account)
        for language in STAFF_LANGUAGES:
            for door in doors().values():
                one = visitor(chromium, address, notes, language, staff=True)
                one.look(door)
            one = visitor(chromium, address, notes, language, cookies=staff, staff=True)
            missing |= walk(one, address, staff_paths)
        chromium.close()
    notes.wrong += [f"{name} is not walked" for name in sorted(missing)]
    with TemporaryDirectory() as folder:
        notes.wrong += complaints(notes.sources, Path(folder))
    print("\n".join(notes.wrong))
    print(json.dumps({"pages": len(notes.pages), "problems": len(notes.wrong)}))
    sys.exit(bool(notes.wrong))


def left_out(pages: Sequence[Shown]) -> set[str]:
    """The shop's pages that are not among these. What only a demo has is not ours."""
    ours = [shown for shown in pages if not shown.path.startswith("/dev/")]
    return shop_names() - names_of(ours) - _walk.NOT_PAGES.keys()


def look_at_all(one: Visitor, pages: Sequence[Shown]) -> None:
    for shown in pages:
        one.look(shown)


def walk(one: Visitor, address: str, paths: Mapping[str, str]) -> set[str]:
    """Follow the links, then go where no link leads. Return what was not found."""
    seen = {"admin:index"} | doors().keys()
    follow_links(one, address, seen, "/admin/")
    for name, path in paths.items():
        if path and name not in seen:
            seen.add(name)
            follow_links(one, address, seen, path)
    return paths.keys() - seen


def follow_links(one: Visitor, address: str, seen: set[str], begin: str) -> None:
    waiting = [begin]
    while waiting:
        path = waiting.pop(0)
        one.look(Shown(path, path))
        for kind, further in staff_links(one.page, address):
            if kind not in seen:
                seen.add(kind)
                waiting.append(further)


def staff_links(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """The kind of each page that is linked from here, and its path."""
    for link in page.evaluate(LINKS):
        path = urlsplit(link).path
        if not link.startswith(f"{address}/admin/"):
            continue
        try:
            name = resolve(path).view_name
        except Resolver404:
            continue
        if name not in NOT_PAGES:
            yield kind_of(name), path


if __name__ == "__main__":
    main()
