"""items_batch: taken in at once, carried out later, asked about by handle."""

import json
import random
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from plugins.facebook.fake import items, rules
from plugins.facebook.fake.rules import Data, Finding

SCHEMA = """
create table if not exists batch (
    handle text primary key,
    taken_at real not null,
    due_at real not null,
    done_at real,
    status text not null default '',
    allow_upsert integer not null,
    records text,
    findings text not null default '[]'
);
create index if not exists batch_open on batch (due_at) where done_at is null;
"""

MOST_RECORDS = 5000
MOST_BYTES = 28 * 1024 * 1024
METHODS = {"CREATE", "UPDATE", "DELETE"}
HIGHER = {
    "LOW": {"LOW", "MEDIUM", "HIGH"},
    "MEDIUM": {"MEDIUM", "HIGH"},
    "HIGH": {"HIGH"},
}


@dataclass(frozen=True, slots=True)
class Record:
    line: int
    method: str
    data: Data

    @property
    def id(self) -> str:
        return str(self.data["id"])


@dataclass(slots=True)
class Intake:
    """What becomes of the records when they arrive."""

    taken: list[Record] = field(default_factory=list)
    validation: dict[str, dict[str, list[Data]]] = field(default_factory=dict)

    def say(self, retailer_id: str, kind: str, message: str) -> None:
        entry = self.validation.setdefault(retailer_id, {})
        entry.setdefault(kind, []).append({"message": message})

    @property
    def validation_status(self) -> list[dict[str, object]]:
        return [{**said, "retailer_id": id_} for id_, said in self.validation.items()]


def take_in(requests: Sequence[object], *, early_checks: bool) -> Intake:
    intake = Intake()
    for line, request in enumerate(requests):
        complaint = malformed(request)
        data = request.get("data") if isinstance(request, dict) else None
        retailer_id = str(data.get("id", "")) if isinstance(data, dict) else ""
        if complaint:
            intake.say(retailer_id, "errors", complaint)
            continue
        record = Record(line, request["method"], data)  # type: ignore[index, arg-type]
        findings = rules.missing(record.data) if record.method == "CREATE" else []
        if early_checks and findings:
            for finding in findings:
                intake.say(retailer_id, "errors", finding.message)
            continue
        for message in rules.unknown_fields(record.data):
            intake.say(retailer_id, "warnings", message)
        intake.taken.append(record)
    return intake


def malformed(request: object) -> str:
    if not isinstance(request, dict) or request.get("method") not in METHODS:
        return "Invalid request: method must be one of CREATE, UPDATE, DELETE."
    data = request.get("data")
    if not isinstance(data, dict):
        return "Invalid request: data must be an object."
    if "retailer_id" in data:
        return "Invalid request: retailer_id cannot be included in the data object."
    if not isinstance(data.get("id"), str) or not data["id"]:
        return "Invalid request: Products without id can't be uploaded."
    return ""


def keep(
    rows: sqlite3.Connection,
    records: Sequence[Record],
    *,
    allow_upsert: bool,
    now: float,
    due_at: float,
) -> str:
    handle = "Ac" + secrets.token_urlsafe(64)
    text = json.dumps([(r.line, r.method, r.data) for r in records], ensure_ascii=False)
    rows.execute(
        "insert into batch (handle, taken_at, due_at, allow_upsert, records)"
        " values (?, ?, ?, ?, ?)",
        (handle, now, due_at, allow_upsert, text),
    )
    return handle


@dataclass(frozen=True, slots=True)
class Rules:
    """How batches are carried out, as the switches stand."""

    strict: bool
    delete_unknown_fails: bool
    ends_as: str = "finished"
    shuffle: random.Random | None = None


def carry_out_due(rows: sqlite3.Connection, *, now: float, how: Rules) -> list[str]:
    """Carry out what is due, in the order it is due; return whose pictures changed."""
    due = rows.execute(
        "select handle from batch where done_at is null and due_at <= ?"
        " order by due_at, taken_at",
        (now,),
    ).fetchall()
    changed: list[str] = []
    for (handle,) in due:
        batch = rows.execute(
            "select * from batch where handle = ?", (handle,)
        ).fetchone()
        work = Work(rows, how, allow_upsert=bool(batch["allow_upsert"]))
        if how.ends_as == "finished":
            work.run([Record(*record) for record in json.loads(batch["records"])])
            work.save(now)
            changed += work.new_pictures
        rows.execute(
            "update batch set done_at = ?, status = ?, records = null, findings = ?"
            " where handle = ?",
            (
                now,
                how.ends_as,
                json.dumps(work.findings, ensure_ascii=False),
                handle,
            ),
        )
    return changed


class Work:
    """One batch being carried out: read what is there, lay over, judge, save."""

    def __init__(
        self, rows: sqlite3.Connection, how: Rules, *, allow_upsert: bool
    ) -> None:
        self.rows = rows
        self.how = how
        self.allow_upsert = allow_upsert
        self.there: dict[str, Data] = {}
        self.saved: dict[str, Data] = {}
        self.deleted: set[str] = set()
        self.new_pictures: list[str] = []
        self.findings: list[Data] = []

    def run(self, records: list[Record]) -> None:
        self.there = items.read(self.rows, (record.id for record in records))
        if self.how.shuffle:
            self.how.shuffle.shuffle(records)
        for record in records:
            for finding in self.carry_out(record):
                self.note(record, finding)
        self.findings.sort(key=lambda finding: int(str(finding["line"])))

    def carry_out(self, record: Record) -> list[Finding]:
        if record.method == "DELETE":
            return self.delete(record)
        old = self.there.get(record.id)
        if old is None and record.method == "UPDATE" and not self.allow_upsert:
            message = (
                f"Invalid value: The update of item {record.id} will not be completed,"
                " because no item with this id exists."
            )
            return [Finding(message)]
        new = items.lay_over(old, record.data)
        findings = rules.missing(new)
        findings += rules.check(new, strict=self.how.strict)
        if any(not finding.warning for finding in findings):
            return findings
        if new.get("image_link") != (old or {}).get("image_link"):
            self.new_pictures.append(record.id)
        self.there[record.id] = self.saved[record.id] = new
        self.deleted.discard(record.id)
        return findings

    def delete(self, record: Record) -> list[Finding]:
        if self.there.pop(record.id, None) is None:
            if self.how.delete_unknown_fails:
                message = f"Invalid value: No item with the id {record.id} exists."
                return [Finding(message)]
            return []
        self.saved.pop(record.id, None)
        self.deleted.add(record.id)
        return []

    def note(self, record: Record, finding: Finding) -> None:
        self.findings.append(
            {
                "line": record.line,
                "id": record.id,
                "message": finding.message,
                "warning": finding.warning,
                "priority": finding.priority,
            }
        )

    def save(self, now: float) -> None:
        items.delete(self.rows, self.deleted)
        items.save(self.rows, self.saved, now=now)


def status_of(batch: sqlite3.Row, *, now: float, working: str) -> str:
    if batch["done_at"] is not None:
        return str(batch["status"])
    gone = (now - batch["taken_at"]) / max(batch["due_at"] - batch["taken_at"], 0.001)
    if gone < 0.25:
        return "scheduled"
    return "dispatched" if gone < 0.5 else working


def report(
    batch: sqlite3.Row, *, status: str, priority: str, first_line: int, with_ids: bool
) -> Data:
    """The node of check_batch_request_status."""
    findings = json.loads(batch["findings"])
    shown = [
        {"line": f["line"] + first_line, "id": f["id"], "message": f["message"]}
        for f in findings
        if f["priority"] in HIGHER.get(priority, HIGHER["LOW"])
    ]
    warned = {(f["line"], f["message"]) for f in findings if f["warning"]}
    errors = [f for f in shown if (f["line"] - first_line, f["message"]) not in warned]
    warnings = [f for f in shown if (f["line"] - first_line, f["message"]) in warned]
    invalid = list(dict.fromkeys(f["id"] for f in findings if not f["warning"]))
    return {
        "handle": batch["handle"],
        "status": status,
        "errors_total_count": len(errors),
        "errors": errors,
        "warnings_total_count": len(warnings),
        "warnings": warnings,
        "ids_of_invalid_requests": invalid if with_ids else [],
    }
