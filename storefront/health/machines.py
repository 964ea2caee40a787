"""The same for machines: JSON, and the text format that Prometheus reads."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from storefront.health.lights import ORDER, Light, worst
from storefront.health.rest import Rest

HELP = {
    "kieng_connection_light": "0 green, 1 amber, 2 red",
    "kieng_breaker_open": "1 while nobody calls the platform",
    "kieng_waiting_parts": "Prices, stocks and contents that wait to be confirmed",
    "kieng_oldest_waiting_seconds": "Age of the oldest of them",
    "kieng_refused_listings": "Listings of which the platform refuses something",
    "kieng_drifted_parts": "Parts that are not there as they were confirmed",
    "kieng_held_prices": "Prices that changed so much that they wait for a yes",
    "kieng_confirmed_seconds": "From a change to its confirmation, in the last day",
    "kieng_budget_calls_left": "Calls that an endpoint takes just now",
    "kieng_dead_jobs": "Jobs given up on",
    "kieng_due_jobs": "Jobs that should be running",
    "kieng_outdated_feeds": "Feeds that are to be written anew",
    "kieng_open_alerts": "Alerts that nobody has seen to",
}

Labels = dict[str, str]
Sample = tuple[str, Labels, float]


def as_json(lights: list[Light], rest: Rest) -> dict[str, object]:
    colours = [light.colour for light in lights]
    return {
        "colour": worst([*colours, rest.colour]),
        "connections": [light_as_json(light) for light in lights],
        "jobs": {"dead": rest.dead_jobs, "due": rest.due_jobs},
        "feeds": {"outdated": rest.outdated_feeds},
        "alerts": len(rest.alerts),
    }


def light_as_json(light: Light) -> dict[str, object]:
    row = light.breaker
    return {
        "id": light.connection.pk,
        "name": str(light.connection),
        "service": light.connection.service,
        "colour": light.colour,
        "says": light.sentence,
        "breaker": {"open": light.open, "since": row.failing_since if row else None},
        "waiting": light.waiting,
        "oldest_waiting_at": light.oldest_at,
        "last_success_at": light.pace.last_at,
        "confirmed_after_ms": {"p50": light.pace.p50, "p95": light.pace.p95},
        "refused": light.refused,
        "drifted": light.drifted,
        "held_prices": light.held,
        "budgets": {left.endpoint: left.calls for left in light.budgets},
        "orders_read_until": light.orders_through,
        "access_until": light.connection.expires_at,
    }


def as_metrics(lights: list[Light], rest: Rest) -> str:
    """A name's lines stand together, under its help."""
    samples = [sample for light in lights for sample in samples_of(light)]
    samples += [
        ("kieng_dead_jobs", {}, rest.dead_jobs),
        ("kieng_due_jobs", {}, rest.due_jobs),
        ("kieng_outdated_feeds", {}, rest.outdated_feeds),
        ("kieng_open_alerts", {}, len(rest.alerts)),
    ]
    lines = []
    for name, text in HELP.items():
        lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
        lines += [
            f"{name}{written(labels)} {value:g}"
            for found, labels, value in samples
            if found == name
        ]
    return "\n".join(lines) + "\n"


def samples_of(light: Light) -> Iterator[Sample]:
    who = {"connection": str(light.connection.pk), "service": light.connection.service}
    yield "kieng_connection_light", who, ORDER.index(light.colour)
    yield "kieng_breaker_open", who, int(light.open)
    yield "kieng_waiting_parts", who, light.waiting
    yield "kieng_oldest_waiting_seconds", who, age(light.oldest_at)
    yield "kieng_refused_listings", who, light.refused
    yield "kieng_drifted_parts", who, light.drifted
    yield "kieng_held_prices", who, light.held
    for share, wait in [("0.5", light.pace.p50), ("0.95", light.pace.p95)]:
        if wait is not None:
            yield "kieng_confirmed_seconds", {**who, "quantile": share}, wait / 1000
    for left in light.budgets:
        labels = {**who, "endpoint": left.endpoint}
        yield "kieng_budget_calls_left", labels, left.calls


def age(moment: datetime | None) -> float:
    return max((timezone.now() - moment).total_seconds(), 0) if moment else 0


def written(labels: Labels) -> str:
    pairs = [f'{name}="{escaped(value)}"' for name, value in labels.items()]
    return "{" + ",".join(pairs) + "}" if pairs else ""


def escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
