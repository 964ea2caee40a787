"""eSMS on this machine: takes messages and shows them."""

import json
import re
import uuid

from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Sandbox, Shown, Switch, route

API_KEY, SECRET_KEY = "SANDBOX0000000000000000000000A", "SANDBOX0000000000000000000000B"
BRANDNAME = "KIENG"
SEND = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"

#: What it says beside its numbers ("Table of error codes", developers.esms.vn).
WORDS = {
    "99": "The phone number is blocked in the system",
    "101": "Incorrect ApiKey or SecretKey.",
    "103": "Not enough balance to send message.",
    "104": "Brandname/Call code does not exist.",
    "108": "Phone number is not in correct format.",
    "118": "Unsupported message type.",
    "124": "Duplicate RequestId.",
    "146": "Wrong customer care template.",
}
#: 0901888484, 84901888484 or +84901888484.
PHONE = re.compile(r"(?:0|\+?84)[35789]\d{8}")
BLOCKED = "0900000099"


class EsmsSandbox(Sandbox):
    name = "eSMS"
    schema = """
    create table if not exists message (
        number integer primary key,
        phone text not null,
        content text not null,
        request_id text unique
    );
    """
    switches = (
        Switch("broken", Text(vi="Trả lời trang lỗi", en="Answers with an error page")),
        Switch("revoked", Text(vi="Thu hồi khoá", en="Keys revoked")),
        Switch("empty", Text(vi="Hết tiền", en="No balance left")),
        Switch("strict", Text(vi="Mẫu tin không khớp", en="Templates never match")),
    )
    hidden = frozenset({"ApiKey", "SecretKey", "Content"})
    seeded = {"api_key": API_KEY, "secret_key": SECRET_KEY, "brandname": BRANDNAME}

    def before(self, request: Request) -> Reply | None:
        if self.on("broken"):
            return Reply(503, b"<h1>Service Unavailable</h1>", content_type="text/html")
        return None

    @route("POST", "/MainService.svc/json/GetBalance_json/")
    def balance(self, request: Request) -> Reply:
        if not self.knows(request):
            return Reply.json({"CodeResponse": "101", "ErrorMessage": WORDS["101"]})
        left = 0 if self.on("empty") else 250_000
        return Reply.json({"CodeResponse": "100", "UserID": 1, "Balance": left})

    @route("POST", SEND)
    def send(self, request: Request) -> Reply:
        if wrong := self.wrong_with(request):
            return Reply.json({"CodeResult": wrong, "ErrorMessage": WORDS[wrong]})
        told = fields_of(request)
        row = (told["Phone"], told["Content"], told.get("RequestId") or None)
        with self.writing() as rows:
            number = rows.execute(
                "insert into message (phone, content, request_id) values (?, ?, ?)"
                " on conflict do nothing returning number",
                row,
            ).fetchone()
        if number is None:
            return Reply.json({"CodeResult": "124", "ErrorMessage": WORDS["124"]})
        said = {"CodeResult": "100", "CountRegenerate": 0, "SMSID": uuid.uuid4().hex}
        return Reply.json(said)

    def wrong_with(self, request: Request) -> str:
        told = fields_of(request)
        phone = told.get("Phone", "")
        checks = (
            ("101", not self.knows(request)),
            ("118", told.get("SmsType") != "2"),
            ("104", told.get("Brandname") != BRANDNAME),
            ("108", not PHONE.fullmatch(phone)),
            ("99", phone == BLOCKED),
            ("146", self.on("strict") or not told.get("Content")),
            ("103", self.on("empty")),
        )
        return next((code for code, wrong in checks if wrong), "")

    def knows(self, request: Request) -> bool:
        told = fields_of(request)
        shown = (told.get("ApiKey"), told.get("SecretKey"))
        return shown == (API_KEY, SECRET_KEY) and not self.on("revoked")

    def count(self) -> int:
        with self.reading() as rows:
            return int(rows.execute("select count(*) from message").fetchone()[0])

    def shown(self, *, words: str, offset: int, limit: int) -> list[Shown]:
        with self.reading() as rows:
            found = rows.execute(
                "select * from message where phone like ? or content like ?"
                " order by number desc limit ? offset ?",
                (f"%{words}%", f"%{words}%", limit, offset),
            ).fetchall()
        return [
            Shown(str(m["number"]), m["content"], details=(m["phone"],)) for m in found
        ]


def fields_of(request: Request) -> dict[str, str]:
    try:
        told = request.json()
    except json.JSONDecodeError:
        return {}
    return told if isinstance(told, dict) else {}
