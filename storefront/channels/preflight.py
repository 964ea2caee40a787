"""Before anything is sent: can the platform hold it?"""

from collections.abc import Sequence

from storefront.channels.outcomes import refuse_unsent
from storefront.channels.projection import Projection
from storefront.channels.requirements import Asked
from storefront.connections.models import Connection
from storefront.connections.plugins import build
from storefront.contract import data
from storefront.contract.roles import PublishesListings


def sort_out(
    connection: Connection, projections: Sequence[Projection]
) -> list[Projection]:
    """Let rest, with its problems, what the platform would refuse; return the others.

    A change raises what is wanted, and with that it is looked at again. What went out
    before without an answer goes out again as it was.
    """
    plugin = build(connection)
    assert isinstance(plugin, PublishesListings)  # noqa: S101 -- claimed by that role
    asked = Asked(connection)
    blocked = {
        p.content.key: problems
        for p in projections
        if not unanswered(p)
        and (problems := (*plugin.problems_of(p.value), *asked.problems_of(p.value)))
    }
    refused = {
        (key, part): data.Outcome(key, part, data.State.REFUSED, problems=problems)
        for (key, part), problems in blocked.items()
    }
    refuse_unsent(refused, {p.content.key: p.content for p in projections})
    return [p for p in projections if p.content.key not in blocked]


def unanswered(projection: Projection) -> bool:
    return projection.row.sent_out and not projection.row.listed_at
