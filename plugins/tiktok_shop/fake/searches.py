"""How a search of the platform narrows down and sorts, in SQL."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from plugins.tiktok_shop.fake.calls import Call
from plugins.tiktok_shop.fake.errors import invalid

WHEN: Final = MappingProxyType(
    {
        "create_time_ge": "created_at >= ?",
        "create_time_lt": "created_at < ?",
        "update_time_ge": "updated_at >= ?",
        "update_time_lt": "updated_at < ?",
    }
)
COLUMNS: Final = MappingProxyType(
    {"create_time": "created_at", "update_time": "updated_at"}
)


def narrowed(call: Call, filters: Mapping[str, str]) -> tuple[str, list[object]]:
    """What follows the shop's condition, and the values for its gaps."""
    asked = {name: value for name, value in call.told.items() if name in filters}
    return "".join(f" and {filters[name]}" for name in asked), list(asked.values())


def sorted_as_asked(call: Call) -> str:
    column = COLUMNS.get(call.query.get("sort_field", "create_time"))
    direction = call.query.get("sort_order", "DESC")
    if column is None or direction not in {"ASC", "DESC"}:
        raise invalid("sort_field", "it is not known", "create_time, update_time")
    return f" order by {column} {direction}, id {direction}"
