"""What a sandbox answers under /_sandbox/: page, state, log, switch and reset."""

import json
from collections.abc import Callable

from storefront.contract.sandbox.log import entries as logged
from storefront.contract.sandbox.page import language_of, style
from storefront.contract.sandbox.page import show as show_page
from storefront.contract.sandbox.platform import Sandbox
from storefront.contract.sandbox.requests import Reply, Request

Control = Callable[[Sandbox, Request], Reply]


def answer(sandbox: Sandbox, request: Request) -> Reply:
    if request.method == "POST" and from_elsewhere(request):
        return Reply.json({"error": "not from another site"}, status=403)
    control = CONTROLS.get((request.method, request.path.rstrip("/")))
    if not control:
        return Reply.json({"error": "not found"}, status=404)
    return control(sandbox, request)


def from_elsewhere(request: Request) -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}


def state(sandbox: Sandbox, _request: Request) -> Reply:
    head = {
        "name": sandbox.name,
        "control": sandbox.control_address,
        "switches": sandbox.values(),
        "count": sandbox.count(),
    }
    start = json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    return Reply.array(sandbox.items(), start=start, end="]}")


def entries(sandbox: Sandbox, request: Request) -> Reply:
    after = request.query.get("after", "0")
    return Reply.array(logged(sandbox, after=int(after) if after.isdigit() else 0))


def switch(sandbox: Sandbox, request: Request) -> Reply:
    given = {**request.query, **request.form}
    try:
        sandbox.turn(given["name"], given["value"])
    except (KeyError, ValueError) as error:
        return Reply.json({"error": str(error)}, status=400)
    return done(sandbox, request)


def do(sandbox: Sandbox, request: Request) -> Reply:
    try:
        sandbox.do(request.form["name"], request.form["item"])
    except (KeyError, ValueError) as error:
        return Reply.json({"error": str(error)}, status=400)
    return done(sandbox, request)


def reset(sandbox: Sandbox, request: Request) -> Reply:
    sandbox.reset()
    return done(sandbox, request)


def done(sandbox: Sandbox, request: Request) -> Reply:
    """Back to the page for a person, the switches for a program."""
    if "text/html" not in request.headers.get("Accept", ""):
        control = sandbox.control_address
        return Reply.json({"switches": sandbox.values(), "control": control})
    language = "?lang=" + language_of(request)
    return Reply(
        303, headers={"Location": f"{sandbox.control_address}/_sandbox/{language}"}
    )


def show(sandbox: Sandbox, request: Request) -> Reply:
    """The page lives on the port of the switches, which stays open in the dark."""
    host = request.headers.get("Host", "")
    control_port = sandbox.control_address.rpartition(":")[2]
    name, _, port = host.rpartition(":")
    if port != control_port and name:
        return Reply(
            303, headers={"Location": f"http://{name}:{control_port}{request.target}"}
        )
    return show_page(sandbox, request)


CONTROLS: dict[tuple[str, str], Control] = {
    ("GET", "/_sandbox"): show,
    ("GET", "/_sandbox/page.css"): style,
    ("GET", "/_sandbox/state"): state,
    ("GET", "/_sandbox/log"): entries,
    ("POST", "/_sandbox/switch"): switch,
    ("POST", "/_sandbox/do"): do,
    ("POST", "/_sandbox/reset"): reset,
}
