"""Reads that every purchase makes, with their SQL written once.

Django needs longer to write such a query than PostgreSQL to answer it.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, Field, Model, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=Model)

FIRST_NUMBER, FIRST_UUID = 1_907_081_500, 0x5EED_0000_0000_4000_8000_0000_0000_0000


@dataclass(frozen=True)
class Shape(Generic[M]):
    """`places` says for each parameter of the SQL which value it is, if it is one."""

    queryset: QuerySet[M]
    compiler: SQLCompiler
    sql: str
    params: Sequence[object]
    places: Sequence[int | None]


class Compiled(Generic[M]):
    """A read of rows by some values, each of the kind of its field; the last field is
    that of all values that are left.

    `build` is asked once for each number of values. What it filters and orders by must
    not depend on the language, and nothing is prefetched.
    """

    def __init__(
        self, build: Callable[..., QuerySet[M]], *fields: "Field[object, object]"
    ) -> None:
        self.build, self.fields = build, fields
        self.shapes: dict[int, Shape[M]] = {}

    def __call__(self, *values: object) -> list[M]:
        shape = self.shapes.get(len(values))
        if shape is None:
            shape = self.shapes[len(values)] = self.compile(len(values))
        prepared = self.prepare(values)
        params = tuple(
            known if place is None else prepared[place]
            for known, place in zip(shape.params, shape.places, strict=True)
        )
        return list(answering(shape, params))

    def first(self, *values: object) -> M | None:
        return next(iter(self(*values)), None)

    def prepare(self, values: Sequence[object]) -> list[object]:
        connection = connections[DEFAULT_DB_ALIAS]
        fields = map(self.field_of, range(len(values)))
        return [
            field.get_db_prep_value(value, connection)
            for field, value in zip(fields, values, strict=True)
        ]

    def field_of(self, place: int) -> "Field[object, object]":
        return self.fields[min(place, len(self.fields) - 1)]

    def compile(self, number: int) -> Shape[M]:
        fields = map(self.field_of, range(number))
        stand_ins = [stand_in(field, place) for place, field in enumerate(fields)]
        queryset = self.build(*stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        known = {value: place for place, value in enumerate(self.prepare(stand_ins))}
        places = [known.get(param) for param in params]
        if not set(range(number)) <= set(places):
            raise TypeError("Each value must be a parameter by itself.")
        return Shape(queryset, compiler, sql, params, places)


def stand_in(field: "Field[object, object]", place: int) -> object:
    """No query of ours says it by itself, so where it stands a value belongs."""
    if isinstance(field, UUIDField):
        return UUID(int=FIRST_UUID + place)
    number = FIRST_NUMBER + place
    return f"value {number}" if isinstance(field, CharField) else number


def answering(shape: Shape[M], params: tuple[object, ...]) -> QuerySet[M]:
    """The queryset once more, asking with these parameters over this thread's line."""
    compiler, queryset = copy(shape.compiler), shape.queryset.all()
    compiler.connection = connection = connections[DEFAULT_DB_ALIAS]
    if queryset.query.select_for_update and connection.get_autocommit():
        raise TransactionManagementError("Rows are locked inside transactions only.")
    compiler.as_sql = lambda *_args, **_options: (shape.sql, params)  # type: ignore[method-assign, assignment]
    queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
    return queryset
