"""What html-validate says of pages."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.browser._npm import npm_tool

#: Off is only what would make no page better, each for the reason beside it.
SHOP = {
    "no-trailing-whitespace": "off",  # templates leave it, compression takes it
    "long-title": "off",  # titles of products are the owner's
    "no-implicit-button-type": "off",  # a button submits, as HTML says
    "attribute-empty-style": "off",  # `alt=""` and `alt` say the same
    "wcag/h32": "off",  # where all is sold out, nothing can be sent
    # `<search>` is too young for the phones that shop here
    "prefer-native-element": ["error", {"exclude": ["search"]}],
    "tel-non-breaking": ["error", {"ignoreClasses": ["number"]}],
}
#: And what Django writes in its own pages, where axe-core finds nothing amiss.
STAFF = SHOP | {
    "void-style": "off",  # `<br />` and `<br>` say the same
    "prefer-tbody": "off",  # a browser adds it
    "prefer-button": "off",  # `<input type="submit">` is one
    "form-dup-name": "off",  # the rows that are ticked, a list on purpose
    "wcag/h63": "off",  # a head at the start of a row is that row's
    "wcag/h71": "off",  # named by the heading instead of a legend
    "wcag/h30": "off",  # an icon named by its title
    "no-redundant-aria-label": "off",  # in a table the label beside it is not shown
    "unique-landmark": "off",  # the years above a list have no name
    "no-redundant-for": "off",  # a label around its field may name it as well
    # a link that ticks all rows of a list is called a button
    "prefer-native-element": ["error", {"exclude": ["search", "button"]}],
}


def complaints(pages: Mapping[str, bytes], folder: Path) -> list[str]:
    """Staff pages have a folder of their own, and rules beside it."""
    for place, rules in (("shop", SHOP), ("staff", STAFF)):
        config = {"root": True, "extends": ["html-validate:recommended"]}
        (folder / place).mkdir()
        file = folder / place / ".htmlvalidate.json"
        file.write_text(json.dumps(config | {"rules": rules}))
    for name, body in pages.items():
        place = "staff" if name.startswith("admin") else "shop"
        file = folder / place / f"{name.replace('/', '_').replace(' ', '-')}.html"
        file.write_bytes(body)
    report = folder / "report.json"  # a pipe loses the end of a long one
    options = ("--formatter", f"json={report}", str(folder / "*" / "*.html"))
    command = [*npm_tool("html-validate"), *options]
    subprocess.run(command, check=False, cwd=folder, stdout=subprocess.DEVNULL)
    return [
        f"{Path(one['filePath']).name}:{found['line']} {found['ruleId']}"
        f" {found['message']}"
        for one in json.loads(report.read_text())
        for found in one["messages"]
    ]
