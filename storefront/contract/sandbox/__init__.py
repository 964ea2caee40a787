"""The kit on which plugins build their fake platform. A sandbox looks like this:

    class PostSandbox(Sandbox):
        name = "Post"
        schema = "create table if not exists letter (id integer primary key, text)"
        switches = (Switch("closed", Text(vi="Đóng cửa", en="Closed")),)

        @route("POST", "/letters")
        def send(self, request: Request) -> Reply:
            with self.writing() as rows:
                letter = rows.execute("insert into letter (text) values (?)", …)
            return Reply.json({"id": letter.lastrowid})

and is served by `manage.py sandbox`, or inside a test by

    with running(PostSandbox(tmp_path / "post.sqlite3")) as address:
        …
"""

from storefront.contract.sandbox.platform import Deed, Sandbox, Shown, route
from storefront.contract.sandbox.requests import Reply, Request
from storefront.contract.sandbox.server import running, serve
from storefront.contract.sandbox.switches import Kind, Switch

__all__ = [
    "Deed",
    "Kind",
    "Reply",
    "Request",
    "Sandbox",
    "Shown",
    "Switch",
    "route",
    "running",
    "serve",
]
