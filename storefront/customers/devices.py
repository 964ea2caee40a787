"""What somebody signed in with, in words they know."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

#: Pages inside an app: Android says so, on an iPhone the word Safari is missing.
INSIDE_AN_APP = re.compile(r"; wv\)|FB_IAB|iP(?:hone|ad)(?!.*Safari/)")
#: What a browser says of itself, and its name. Those that claim to be others too first.
BROWSERS = (
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    inside = INSIDE_AN_APP.search(user_agent)
    browser = _("Inside an app") if inside else first_in(user_agent, BROWSERS)
    known = (browser, first_in(user_agent, SYSTEMS))
    return " · ".join(filter(None, known)) or _("A device we do not know")


def first_in(user_agent: str, names: Sequence[tuple[str, str]]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
