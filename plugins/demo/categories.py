"""The platform's tree of categories in our words. Pure functions."""

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.demo.mapping import Reply, problems_of
from storefront.contract.categories import Allowed, Attribute, CategoryNode
from storefront.contract.data import Page, Text
from storefront.contract.errors import PlatformRefused

JSON = Mapping[str, Any]

#: Where the hub knows what the platform asks for.
KNOWN_AS = {"color": "color"}


def page(reply: Reply) -> Page[CategoryNode]:
    """The whole tree: a path needs all that is above it, which may be pages away."""
    if reply.error:
        raise PlatformRefused(problems_of(reply))
    nodes = rows(reply, "categories")
    return Page(tuple(nodes_of(nodes)))


def nodes_of(nodes: Sequence[JSON]) -> list[CategoryNode]:
    by_id = {node["id"]: node for node in nodes}
    return [
        CategoryNode(
            external_id=str(node["id"]),
            path_vi=path(node, by_id, "vi"),
            path_en=path(node, by_id, "en"),
            choosable=bool(node["end"]),
        )
        for node in nodes
    ]


def path(node: JSON, by_id: Mapping[int, JSON], language: str) -> tuple[str, ...]:
    above = by_id.get(node["parent"])
    before = path(above, by_id, language) if above else ()
    return (*before, str(node["name"][language]))


def attributes(reply: Reply) -> tuple[Attribute, ...]:
    if reply.error:
        raise PlatformRefused(problems_of(reply))
    return tuple(map(attribute, rows(reply, "attributes")))


def attribute(told: JSON) -> Attribute:
    return Attribute(
        key=str(told["key"]),
        name=Text(**told["name"]),
        required=bool(told["required"]),
        values=tuple(
            Allowed(str(value["id"]), Text(**value["name"])) for value in told["values"]
        ),
        field=KNOWN_AS.get(told["key"], ""),
    )


def rows(reply: Reply, name: str) -> list[JSON]:
    found = reply.body.get(name)
    return found if isinstance(found, list) else []
