"""The base of every fake platform: its file, its switches, its routes."""

import random
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from storefront.contract.data import Text
from storefront.contract.sandbox.requests import Reply, Request
from storefront.contract.sandbox.store import Store
from storefront.contract.sandbox.switches import COMMON, Switch, Value
from storefront.contract.webhooks import Delivery

Answers = Callable[..., Reply]
Method = TypeVar("Method", bound=Answers)


@dataclass(frozen=True, slots=True)
class Deed:
    """A button beside a thing: what a person over there could do with it."""

    name: str
    label: Text
    item: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing the platform holds, as the page shows it."""

    key: str
    title: str
    picture: str = ""
    price: str = ""
    price_before: str = ""
    details: tuple[str, ...] = ()
    alarm: str = ""
    deeds: tuple[Deed, ...] = ()


def route(method: str, path: str) -> Callable[[Method], Method]:
    """Answer `method path`; each `{name}` in the path is passed by that name."""
    pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path) + r"/?")

    def mark(answer: Method) -> Method:
        marks = getattr(answer, "routes", ())
        answer.routes = (*marks, (method, pattern))  # type: ignore[attr-defined]
        return answer

    return mark


class Sandbox:
    """A platform that is ours. Subclass it once in `plugins/<folder>/sandbox.py`."""

    name: ClassVar[str]
    #: Its tables, each with `create table if not exists`.
    schema: ClassVar[str] = ""
    switches: ClassVar[tuple[Switch, ...]] = ()
    #: Parameters that are never written into the log.
    hidden: ClassVar[frozenset[str]] = frozenset({"access_token"})
    #: What the set-up needs to know, e.g. the token that is accepted.
    seeded: ClassVar[Mapping[str, str]] = {}
    _routes: ClassVar[list[tuple[str, re.Pattern[str], str]]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._routes = [
            (method, pattern, name)
            for name in dir(cls)
            for method, pattern in getattr(getattr(cls, name), "routes", ())
        ]

    def __init__(self, path: Path, *, seed: int | None = None) -> None:
        """With a `seed`, what is not known of the real platform is drawn at random."""
        self.store = Store(Path(path), self.schema)
        #: Called after a switch was turned; where the switches are while it is dark.
        self.switched: Callable[[], None] = lambda: None
        self.control_address = ""
        self.random = random.Random(seed)  # noqa: S311 -- repeatable by seed
        self.every_switch = {s.name: s for s in (*COMMON, *self.switches)}
        self._values: dict[str, Value] = {}
        self._load_switches()
        if seed is not None:
            self.draw(seed)

    # What a subclass may say

    def before(self, request: Request) -> Reply | None:
        """Answer here instead of the route: wrong token, throttled …"""
        return None

    def unknown(self, request: Request) -> Reply:
        return Reply.json({"error": "not found"}, status=404)

    @classmethod
    def unwell(cls) -> Reply:
        """How it says within an answer with HTTP 200: nothing was done, come again."""
        return Reply.json({"error": "come again"})

    @classmethod
    def delivery(cls) -> Delivery:
        """What it could bring to the door of the shop it is `seeded` with, signed."""
        raise NotImplementedError

    def items(self) -> Iterable[Mapping[str, object]]:
        """Everything the platform holds, one by one, for GET /_sandbox/state."""
        return ()

    def count(self) -> int:
        return sum(1 for _ in self.items())

    def shown(
        self,
        *,
        words: str,
        offset: int,
        limit: int,
    ) -> list[Shown]:
        """A page full of what it holds."""
        return []

    def do(self, deed: str, item: str) -> None:
        """A button of `shown` was pressed. Raises ValueError when it cannot be done."""
        raise ValueError(deed)

    def tallies(self) -> list[tuple[Text, str]]:
        """The few figures at the top of the page."""
        return [(Text(vi="Đang giữ", en="Holds"), str(self.count()))]

    # Rows

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        return self.store.writing()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        return self.store.reading()

    # Switches

    def _load_switches(self) -> None:
        values = {name: switch.default for name, switch in self.every_switch.items()}
        with self.reading() as rows:
            for name, value in rows.execute("select name, value from sandbox_switch"):
                if name in values:
                    values[name] = self.every_switch[name].parse(value)
        self._values = values

    def value(self, name: str) -> Value:
        return self._values[name]

    def on(self, name: str) -> bool:
        return bool(self._values[name])

    def number(self, name: str) -> int:
        return int(self._values[name])

    def values(self) -> dict[str, Value]:
        return dict(self._values)

    def turn(self, name: str, value: Value) -> None:
        """Set a switch. Raises KeyError or ValueError, and then nothing is changed."""
        new = self.every_switch[name].parse(str(value))
        with self.writing() as rows:
            rows.execute(
                "insert or replace into sandbox_switch values (?, ?)", (name, str(new))
            )
        self._values = {**self._values, name: new}
        self.switched()

    def draw(self, seed: int) -> None:
        """Decide every unknown fact at random, the same way for the same seed."""
        chance = random.Random(seed)  # noqa: S311 -- repeatable by seed
        for name, switch in sorted(self.every_switch.items()):
            if switch.drawn:
                self.turn(name, chance.choice(switch.drawn))

    def reset(self) -> None:
        """Forget everything, the switches included."""
        self.store.forget()
        self._load_switches()
        self.switched()

    # Answering

    def answer(self, request: Request) -> Reply:
        early = self.before(request)
        if early:
            return early
        for method, pattern, name in self._routes:
            match = pattern.fullmatch(request.path)
            if match and method == request.method:
                answer: Answers = getattr(self, name)
                return answer(request, **match.groupdict())
        return self.unknown(request)
