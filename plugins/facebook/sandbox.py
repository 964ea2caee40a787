"""Facebook's Graph API as far as a catalogue needs it, on this machine.

What Meta's pages say is behaviour here; what they do not say is a switch in facts.py.
"""

import base64
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from plugins.facebook.fake import (
    batches,
    buckets,
    calls,
    errors,
    items,
    pictures,
    tokens,
)
from plugins.facebook.fake.calls import Call
from plugins.facebook.fake.errors import GraphError, wrong
from plugins.facebook.fake.facts import FACTS, FAULTS
from plugins.facebook.fake.rules import Data
from storefront.contract import clock
from storefront.contract.data import Text
from storefront.contract.sandbox import Reply, Request, Sandbox, Shown, route

LARGEST_PAGE = 1000
DEAD_EDGES = {"commerce_orders", "commerce_merchant_settings"}


class FacebookSandbox(Sandbox):
    name = "Facebook"
    schema = items.SCHEMA + batches.SCHEMA + buckets.SCHEMA + tokens.SCHEMA
    switches = (*FAULTS, *FACTS)
    hidden = frozenset(
        {
            *("access_token", "appsecret_proof", "input_token", "fb_exchange_token"),
            *("client_secret", "code"),
        }
    )
    seeded = {
        "catalog_id": calls.CATALOG_ID,
        "access_token": calls.TOKEN,
        "app_secret": calls.APP_SECRET,
        "app_id": calls.APP_ID,
    }

    # Every call

    def answer(self, request: Request) -> Reply:
        version = calls.NEWEST_NAME
        used: buckets.Used | None = None
        try:
            call = calls.read_call(request)
            version = call.version
            used = self.count_call(call)
            reply = self.work(call, used)
        except GraphError as error:
            reply = self.refusal(error)
        headers = {"facebook-api-version": version, **reply.headers}
        if used:
            names = str(self.value("usage_names"))
            headers["x-business-use-case-usage"] = used.header(calls.BUSINESS_ID, names)
        return replace(reply, headers=headers)

    def work(self, call: Call, used: buckets.Used) -> Reply:
        self.fail_if_told(call, used)
        if call.path not in tokens.OPEN_PATHS:
            proof_required = self.on("proof_required")
            tokens.check_call(self, call, proof_required=proof_required)
        if self.value("forbidden") == "368":
            message = "The action attempted has been deemed abusive or is otherwise"
            raise GraphError(f"{message} disallowed", 368)
        if self.value("forbidden") != "off":
            code = int(str(self.value("forbidden")))
            raise GraphError(f"(#{code}) Permissions error", code)
        self.carry_out_due()
        return super().answer(call)

    def fail_if_told(self, call: Call, used: buckets.Used) -> None:
        failing = self.value("failing")
        if failing == "code_1":
            raise GraphError("An unknown error has occurred.", 1)
        if failing == "code_2":
            message = (
                "An unexpected error has occurred. Please retry your request later."
            )
            raise GraphError(message, 2)
        if failing == "html":
            raise GraphError("", 0)
        if self.value("revoked") != "off":
            raise errors.dead_token(str(self.value("revoked")))
        if used.over:
            raise errors.too_many_calls(buckets.bucket_of(call.path))

    def count_call(self, call: Call) -> buckets.Used:
        bucket = buckets.bucket_of(call.path)
        batch = bucket == "catalog_batch"
        limit = self.number("batch_calls" if batch else "management_calls")
        with self.writing() as rows:
            used = buckets.count(rows, bucket, now=self.now(), limit=limit)
        if self.on("throttled"):
            return used.throttled()
        return used

    def refusal(self, error: GraphError) -> Reply:
        if error.code == 0:
            page = b"<html><body>Sorry, something went wrong.</body></html>"
            return Reply(502, page, content_type="text/html")
        status = 400
        if error.code == 190:
            status = int(str(self.value("auth_status")))
        elif error.code in errors.PERMISSIONS:
            status = int(str(self.value("permission_status")))
        elif error.code in errors.THROTTLES:
            status = int(str(self.value("throttle_status")))
        elif error.code in {1, 2}:
            status = 500
        if self.on("errors_with_200"):
            status = 200
        return Reply.json(error.body(), status=status)

    @classmethod
    def unwell(cls) -> Reply:
        return Reply.json(GraphError("Service temporarily unavailable", 2).body())

    def unknown(self, request: Request) -> Reply:
        node, _, edge = request.path.strip("/").partition("/")
        if edge:
            raise errors.no_such_edge(edge)
        raise errors.no_such_object(node, request.method.lower())

    def now(self) -> float:
        return clock.now().timestamp()

    # Batches

    @route("POST", "/{catalog}/items_batch")
    def items_batch(self, call: Call, catalog: str) -> Reply:
        self.check_catalog(catalog, "post")
        if len(call.body) > batches.MOST_BYTES:
            raise errors.too_much_data()
        if not call.text("item_type"):
            raise wrong("The parameter item_type is required")
        if call.text("item_type") != "PRODUCT_ITEM":
            raise wrong("Param item_type must be PRODUCT_ITEM for this catalog")
        return self.take_batch(call, call.value("requests"))

    @route("POST", "/{catalog}/batch")
    def batch(self, call: Call, catalog: str) -> Reply:
        """The older one: the id stands beside the data, which has Graph's names."""
        self.check_catalog(catalog, "post")
        records = call.value("requests")
        if isinstance(records, list):
            records = [renamed(record) for record in records]
        return self.take_batch(call, records)

    def take_batch(self, call: Call, requests: object) -> Reply:
        if not isinstance(requests, list) or not requests:
            raise wrong("The parameter requests is required")
        if len(requests) > batches.MOST_RECORDS:
            raise wrong(
                f"Param requests must have at most {batches.MOST_RECORDS} elements"
            )
        forbidden = any(items.FORBIDDEN_WORDS.search(str(one)) for one in requests)
        if forbidden and self.on("refuses_whole"):
            raise wrong("Invalid parameter")
        intake = batches.take_in(requests, early_checks=self.on("early_checks"))
        answer: Data = {"handles": []}
        if intake.taken:
            upsert = call.flag("allow_upsert", default=True)
            answer["handles"] = [self.keep(intake.taken, allow_upsert=upsert)]
        if intake.validation or self.on("always_validation_status"):
            answer["validation_status"] = intake.validation_status
        return Reply.json(answer)

    def keep(self, records: list[batches.Record], *, allow_upsert: bool) -> str:
        now = self.now()
        delay: float = self.number("processing")
        if self.on("shuffled"):
            delay *= self.random.uniform(0.5, 1.5)
        with self.writing() as rows:
            return batches.keep(
                rows, records, allow_upsert=allow_upsert, now=now, due_at=now + delay
            )

    def carry_out_due(self) -> None:
        """Batches are carried out when somebody looks: nothing runs meanwhile."""
        how = batches.Rules(
            strict=self.on("strict_lengths"),
            delete_unknown_fails=self.on("delete_unknown_fails"),
            ends_as=str(self.value("batches_end")),
            shuffle=self.random if self.on("shuffled") else None,
        )
        with self.writing() as rows:
            changed = batches.carry_out_due(rows, now=self.now(), how=how)
        if changed and self.on("fetch_pictures"):
            pictures.fetch(self.writing, changed)

    @route("GET", "/{catalog}/check_batch_request_status")
    def check_batch_request_status(self, call: Call, catalog: str) -> Reply:
        self.check_catalog(catalog, "get")
        handle = call.text("handle")
        if not handle:
            raise wrong("The parameter handle is required")
        with self.reading() as rows:
            batch = rows.execute(
                "select * from batch where handle = ?", (handle,)
            ).fetchone()
        if not batch and self.value("unknown_handle") == "error":
            raise wrong("Invalid handle")
        answer: Data = {"data": [self.report(call, batch)] if batch else []}
        if self.on("extra_request_id"):
            answer["__www_request_id__"] = errors.trace_id()
        return Reply.json(answer)

    def report(self, call: Call, batch: sqlite3.Row) -> Data:
        working = str(self.value("working_status"))
        node = batches.report(
            batch,
            status=batches.status_of(batch, now=self.now(), working=working),
            priority=call.text("error_priority"),
            first_line=int(self.value("first_line") == "one"),
            with_ids=call.flag("load_ids_of_invalid_requests"),
        )
        fields = call.text("fields")
        return (
            {name: node[name] for name in items.parse_fields(fields) if name in node}
            if fields
            else node
        )

    # Reading

    @route("GET", "/{catalog}/products")
    def products(self, call: Call, catalog: str) -> Reply:
        self.check_catalog(catalog, "get")
        limit = min(call.number("limit", 25), LARGEST_PAGE) or 25
        sql, values = items.where(call.value("filter"))
        start = cursor_id(call.text("after")) if call.text("after") else 0
        with self.reading() as rows:
            found = rows.execute(
                f"select * from item where ({sql}) and id > ? order by id limit ?",  # noqa: S608
                (*values, start, limit + 1),
            ).fetchall()
            total = self.total(rows, sql, values) if call.flag("summary") else None
        answer = self.page_of(call, found[:limit], more=len(found) > limit)
        if total is not None:
            answer["summary"] = {"total_count": total}
        return Reply.json(answer)

    def total(self, rows: sqlite3.Connection, sql: str, values: list[str]) -> int:
        query = f"select count(*) from item where {sql}"  # noqa: S608
        return int(rows.execute(query, values).fetchone()[0])

    def page_of(self, call: Call, found: list[sqlite3.Row], *, more: bool) -> Data:
        fields = items.parse_fields(call.text("fields"))
        reader = self.reader()
        answer: Data = {"data": [reader.node(row, fields) for row in found]}
        if found:
            cursors = {
                "before": cursor(found[0]["id"]),
                "after": cursor(found[-1]["id"]),
            }
            paging: Data = {"cursors": cursors}
            if more:
                query = {**call.query, "after": cursors["after"]}
                host = call.headers.get("Host", "")
                paging["next"] = (
                    f"http://{host}/{call.version}{call.path}?{urlencode(query)}"
                )
            answer["paging"] = paging
        return answer

    def reader(self) -> items.Reader:
        return items.Reader(
            prices=str(self.value("prices_read")),
            review_seconds=self.number("review"),
            now=self.now(),
        )

    @route("GET", "/me")
    def me(self, _call: Call) -> Reply:
        return Reply.json({"id": calls.BUSINESS_ID, "name": "Kiềng sandbox"})

    @route("GET", "/debug_token")
    def debug_token(self, call: Call) -> Reply:
        token = call.text("input_token")
        seeded = token == calls.TOKEN
        ends = 0.0 if seeded else tokens.end_of(self, token)
        valid = seeded or bool(ends and ends > self.now())
        answer: Data = {
            "app_id": calls.APP_ID,
            "type": "SYSTEM_USER" if seeded else "USER",
            "application": "Kiềng sandbox",
            "expires_at": self.seeded_end() if seeded else int(ends or 0),
            "is_valid": valid,
            "scopes": ["catalog_management", "business_management"] if valid else [],
            "user_id": calls.BUSINESS_ID,
        }
        if not valid:
            answer["error"] = {"code": 190, "message": "Malformed access token"}
        return Reply.json({"data": answer})

    def seeded_end(self) -> int:
        days = self.number("token_days")
        return int(self.now()) + days * 24 * 3600 if days else 0

    @route("GET", "/dialog/oauth")
    def dialog(self, call: Call) -> Reply:
        return tokens.dialog(self, call)

    @route("GET", "/oauth/access_token")
    def access_token(self, call: Call) -> Reply:
        return tokens.trade(self, call)

    @route("GET", "/me/businesses")
    def businesses(self, _call: Call) -> Reply:
        catalogues = [{"id": calls.CATALOG_ID, "name": "Kiềng"}]
        business = {"id": calls.BUSINESS_ID, "name": "Kiềng sandbox"}
        held = {"owned_product_catalogs": {"data": catalogues}}
        return Reply.json({"data": [business | held]})

    @route("GET", "/{node}")
    def read_node(self, call: Call, node: str) -> Reply:
        if node != calls.CATALOG_ID:
            row = self.item_row(node, "get")
            fields = items.parse_fields(call.text("fields"))
            return Reply.json(self.reader().node(row, fields))
        whole = {
            "id": node,
            "name": "Kiềng",
            "vertical": "commerce",
            "product_count": self.count(),
            "business": {"id": calls.BUSINESS_ID, "name": "Kiềng"},
        }
        fields = items.parse_fields(call.text("fields"), "id,name")
        return Reply.json({"id": node} | {n: whole[n] for n in fields if n in whole})

    def item_row(self, node: str, verb: str) -> sqlite3.Row:
        with self.reading() as rows:
            row = rows.execute("select * from item where id = ?", (node,)).fetchone()
        if not row:
            raise errors.no_such_object(node, verb)
        return row  # type: ignore[no-any-return]

    def check_catalog(self, catalog: str, verb: str) -> None:
        if catalog != calls.CATALOG_ID:
            raise errors.no_such_object(catalog, verb)

    # One item at a time

    @route("POST", "/{catalog}/products")
    def create_product(self, call: Call, catalog: str) -> Reply:
        self.check_catalog(catalog, "post")
        retailer_id = call.text("retailer_id")
        if not retailer_id:
            raise wrong("The parameter retailer_id is required")
        with self.writing() as rows:
            if items.read(rows, [retailer_id]):
                message = (
                    "(#10800) Duplicate retailer_id when attempting to create product"
                )
                raise GraphError(message, 10800)
        return Reply.json({"id": self.write_item(retailer_id, call)})

    @route("POST", "/{node}")
    def update_product(self, call: Call, node: str) -> Reply:
        row = self.item_row(node, "post")
        self.write_item(row["retailer_id"], call)
        return Reply.json({"success": True})

    @route("DELETE", "/{node}")
    def delete_product(self, _call: Call, node: str) -> Reply:
        row = self.item_row(node, "delete")
        with self.writing() as rows:
            items.delete(rows, [row["retailer_id"]])
        return Reply.json({"success": True})

    def write_item(self, retailer_id: str, call: Call) -> str:
        data = {**items.from_graph_names(call.params), "id": retailer_id}
        how = batches.Rules(strict=self.on("strict_lengths"), delete_unknown_fails=True)
        with self.writing() as rows:
            work = batches.Work(rows, how, allow_upsert=True)
            work.run([batches.Record(0, "UPDATE", data)])
            work.save(self.now())
            row = rows.execute(
                "select id from item where retailer_id = ?", (retailer_id,)
            ).fetchone()
        failed = [f["message"] for f in work.findings if not f["warning"]]
        if failed:
            raise wrong(str(failed[0]))
        return str(row["id"])

    # What people and tests see

    def items(self) -> Iterator[Data]:
        self.carry_out_due()
        reader = self.reader()
        with self.reading() as rows:
            for row in rows.execute("select * from item order by id"):
                data = json.loads(row["data"])
                yield {
                    "external_id": str(row["id"]),
                    "review_status": reader.review(row, data),
                    "changed_at": row["changed_at"],
                    **data,
                }

    def count(self) -> int:
        with self.reading() as rows:
            return int(rows.execute("select count(*) from item").fetchone()[0])

    def shown(self, *, words: str, offset: int, limit: int) -> list[Shown]:
        self.carry_out_due()
        like = f"%{words}%"
        with self.reading() as rows:
            found = rows.execute(
                "select * from item where title like ? or retailer_id like ?"
                " or group_id = ? order by changed_at desc, id limit ? offset ?",
                (like, like, words, limit, offset),
            ).fetchall()
        reader = self.reader()
        return [card(row, reader) for row in found]

    def tallies(self) -> list[tuple[Text, str]]:
        limit = self.number("batch_calls")
        with self.reading() as rows:
            groups = rows.execute(
                "select count(distinct group_id) from item where group_id <> ''"
            ).fetchone()[0]
            waiting = rows.execute(
                "select count(*) from batch where done_at is null"
            ).fetchone()[0]
            used = buckets.look(rows, "catalog_batch", now=self.now(), limit=limit)
        return [
            (Text(vi="Món hàng", en="Items"), str(self.count())),
            (Text(vi="Nhóm", en="Groups"), str(groups)),
            (Text(vi="Lô đang xử lý", en="Batches under way"), str(waiting)),
            (
                Text(vi="Lần gọi lô trong phút", en="Batch calls this minute"),
                f"{used.calls} / {limit or '∞'}",
            ),
        ]


def card(row: sqlite3.Row, reader: items.Reader) -> Shown:
    data = json.loads(row["data"])
    quantity = data.get("quantity_to_sell_on_facebook")
    axes = [str(data[f]) for f in ("color", "size", "material", "pattern") if f in data]
    more = str(data.get("additional_variant_attribute", ""))
    details = (
        " · ".join([*axes, more] if more else axes),
        str(data.get("availability", "")) + (f" · {quantity}" if quantity else ""),
        reader.review(row, data),
    )
    faults = [str(error["title"]) for error in json.loads(row["errors"])]
    price, sale = str(data.get("price", "")), str(data.get("sale_price", ""))
    return Shown(
        key=row["retailer_id"],
        title=row["title"],
        picture=str(data.get("image_link", "")),
        price=sale or price,
        price_before=price if sale else "",
        details=tuple(detail for detail in details if detail),
        alarm=", ".join(faults),
    )


def renamed(record: object) -> object:
    if not isinstance(record, dict) or not isinstance(record.get("data"), dict):
        return record
    data = {**items.from_graph_names(record["data"]), "id": record.get("retailer_id")}
    return {"method": record.get("method"), "data": data}


def cursor(number: int) -> str:
    return base64.urlsafe_b64encode(f"item:{number}".encode()).decode().rstrip("=")


def cursor_id(text: str) -> int:
    try:
        padded = text + "=" * (-len(text) % 4)
        return int(base64.urlsafe_b64decode(padded).decode().removeprefix("item:"))
    except ValueError:
        raise wrong("Invalid cursors values") from None
