"""Lighthouse on a phone over a slow net: the median of five for each page."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.bench._served import served_demo
from tests.browser._npm import npm_tool
from tests.conftest import CHROMIUM, FLAGS

PRODUCT = "/vi/p/ba-vit-tam/"
PAGES = {
    "home": "/vi/",
    "category": "/vi/c/an-uong/",
    "product": PRODUCT,
    "checkout": "/vi/checkout/",
}
LEAST = 95
#: Audits below this are named, so that one knows what to mend.
HALF_GOOD = 0.5
ROUNDS = int(os.environ.get("ROUNDS", "5"))
#: It loses the trace of a page now and then, and asks to be run again.
TRIES = 3
KINDS = ("performance", "accessibility", "best-practices", "seo")


def main() -> None:
    try:
        command = npm_tool("lighthouse")
    except pytest.skip.Exception as reason:
        print(reason, file=sys.stderr)
        return
    with served_demo() as address:
        cookie = cookie_of_full_cart(address)
        figures = {
            name: scores(command, address + path, cookie)
            for name, path in PAGES.items()
        }
    figures["below"] = [
        f"{name} {kind}"
        for name, found in figures.items()
        for kind, score in found.items()
        # A checkout is no page to be found by searching.
        if score < LEAST and (name, kind) != ("checkout", "seo")
    ]
    print(json.dumps(figures))
    sys.exit(bool(figures["below"]))


def cookie_of_full_cart(address: str) -> str:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page(base_url=address)
        page.goto(PRODUCT, wait_until="networkidle")
        page.click(".picker-add button")
        page.wait_for_selector("#drawer[open] .item")
        cookies = page.context.cookies()
        chromium.close()
    return "; ".join(f"{one['name']}={one['value']}" for one in cookies)


def scores(command: list[str], address: str, cookie: str) -> dict[str, float]:
    rounds = [measure(command, address, cookie) for _ in range(ROUNDS)]
    print(address, rounds, flush=True)
    return {kind: median(one[kind] for one in rounds) for kind in KINDS}


def measure(command: list[str], address: str, cookie: str) -> dict[str, float]:
    for _ in range(TRIES):
        report = look(command, address, cookie)
        if report and "runtimeError" not in report:
            break
    else:
        raise RuntimeError(f"Lighthouse cannot read {address}")
    for name, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < HALF_GOOD:
            print("  ", name, audit["score"], audit.get("displayValue", ""))
    return {kind: round(100 * report["categories"][kind]["score"]) for kind in KINDS}


def look(command: list[str], address: str, cookie: str) -> dict[str, Any]:
    """Its report, or nothing where it gave up."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        options = [
            *("--quiet", "--output=json", f"--output-path={file}"),
            f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
            f"--only-categories={','.join(KINDS)}",
            f"--extra-headers={json.dumps({'Cookie': cookie})}",
        ]
        subprocess.run(
            [*command, address, *options],
            env=os.environ | {"CHROME_PATH": str(CHROMIUM)},
            check=False,
            stdout=subprocess.DEVNULL,
        )
        report: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    return report


if __name__ == "__main__":
    main()
