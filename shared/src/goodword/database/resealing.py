"""What a service keeps sealed, sealed again with the newest key, so that an old key can go.

Columns say of themselves that they are sealed: see `goodword.database.sealed`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Select, Table, bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from goodword.database.migrating import connected
from goodword.database.schema import ServiceSchema
from goodword.database.sealed import KEY
from goodword.errors import PermanentError
from goodword.seal import Sealer

AT_ONCE = 500
"""How many rows are sealed again in one transaction."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values were sealed again, and how many no key of ours opens, by `table.column`."""

    place: str
    done: int
    unreadable: int


async def reseal(schema: ServiceSchema, owner_url: str, sealer: Sealer) -> list[Resealed]:
    """Seal again whatever `schema` keeps sealed, of all businesses, as its owner.

    May be repeated, and stopped anywhere: what was sealed again opens with the newest key, the rest
    with the one that it opened with before. Running services change rows before or after.
    """
    found = []
    async with connected(owner_url, schema) as connection:
        for table, column in sealed_columns(schema):
            found.append(await _column(connection, table, column, sealer))
    return found


def sealed_columns(schema: ServiceSchema) -> Iterator[tuple[Table, Column[Any]]]:
    """The columns of which it is said that they are sealed."""
    for table in schema.metadata.sorted_tables:
        for column in table.columns:
            if KEY in column.info:
                yield table, column


async def _column(
    connection: AsyncConnection, table: Table, column: Column[Any], sealer: Sealer
) -> Resealed:
    keys = tuple(table.primary_key.columns)
    behind: Row[Any] | None = None
    done = unreadable = 0
    while True:
        wanted: Select[Any] = select(*keys, column.label("kept")).where(column.is_not(None))
        if behind is not None:
            wanted = wanted.where(tuple_(*keys) > tuple_(*behind[:-1]))
        async with connection.begin():
            locked = wanted.order_by(*keys).limit(AT_ONCE).with_for_update()
            rows: Sequence[Any] = (await connection.execute(locked)).all()
            changed, lost = _sealed_again(rows, column.info[KEY], sealer)
            await _save(connection, table, column, changed)
        done, unreadable = done + len(changed), unreadable + lost
        if len(rows) < AT_ONCE:
            return Resealed(f"{table.name}.{column.name}", done, unreadable)
        behind = rows[-1]


def _sealed_again(
    rows: Sequence[Row[Any]], field: str, sealer: Sealer
) -> tuple[list[tuple[Row[Any], Any]], int]:
    """Rows with their new values, and how many could not be opened; nothing is not sealed."""
    changed, unreadable = [], 0
    for row in rows:
        text = row.kept.get(field) if field else row.kept
        if not text:
            continue
        try:
            new = sealer.seal(sealer.open(text))
        except PermanentError:
            unreadable += 1
        else:
            changed.append((row, {**row.kept, field: new} if field else new))
    return changed, unreadable


async def _save(
    connection: AsyncConnection,
    table: Table,
    column: Column[Any],
    changed: Sequence[tuple[Row[Any], Any]],
) -> None:
    if not changed:
        return
    keys = tuple(table.primary_key.columns)
    same = tuple_(*keys) == tuple_(*(bindparam(f"key_{key.name}", type_=key.type) for key in keys))
    statement = update(table).where(same).values({column: bindparam("new", type_=column.type)})
    rows: list[Mapping[str, Any]] = [
        {"new": new, **{f"key_{key.name}": part for key, part in zip(keys, row, strict=False)}}
        for row, new in changed
    ]
    await connection.execute(statement, rows)
