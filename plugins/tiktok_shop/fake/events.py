"""Which events a shop wants to be told of, and where."""

from urllib.parse import urlsplit

from plugins.tiktok_shop.fake import hooks
from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.errors import invalid
from plugins.tiktok_shop.fake.gate import Gated, yes
from storefront.contract.sandbox import Reply, route

LONGEST = 255


class Events(Gated):
    schema = Gated.schema + hooks.SCHEMA

    @route("PUT", "/event/202309/webhooks")
    def open_door(self, call: Call) -> Reply:
        event, address = str(call.required("event_type")), str(call.required("address"))
        check_event(event)
        fits = urlsplit(address).scheme in {"http", "https"} and len(address) <= LONGEST
        if not fits:
            raise invalid("address", "it is no address", "http or https, up to 255")
        moment = hooks.milliseconds()
        with self.writing() as rows:
            rows.execute(
                "insert into door values (?, ?, ?, ?, ?) on conflict do update set"
                " address = excluded.address, updated_at = excluded.updated_at",
                (call.shop, event, address, moment, moment),
            )
        return yes({})

    @route("GET", "/event/202309/webhooks")
    def doors(self, call: Call) -> Reply:
        """Their moments are milliseconds, unlike all others."""
        with self.reading() as rows:
            found = rows.execute(
                "select * from door where shop = ? order by event", (call.shop,)
            ).fetchall()
        told = [
            {
                "event_type": row["event"],
                "address": row["address"],
                "create_time": row["created_at"],
                "update_time": row["updated_at"],
            }
            for row in found
        ]
        return yes({"webhooks": told, "total_count": len(told)})

    @route("DELETE", "/event/202309/webhooks")
    def shut_door(self, call: Call) -> Reply:
        """One that was never open is shut as well."""
        event = str(call.required("event_type"))
        check_event(event)
        with self.writing() as rows:
            for table in ("door", "hook"):
                rows.execute(
                    f"delete from {table} where shop = ? and event = ?",  # noqa: S608 -- our own names
                    (call.shop, event),
                )
        return yes({})


def check_event(event: str) -> None:
    if event not in hooks.EVENTS.values():
        raise invalid("event_type", "it is not known", ", ".join(hooks.EVENTS.values()))
