"""Copies of people, as every service but referral-api keeps them: newest version, alias and all.

The table is the service's own and called `person`, with the columns `business_id`, `person_id`,
`version` and `merged_into`, and those that the service wants to know.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope, PersonChanged, PersonErased

MAX_STEPS = 100
"""From an alias to who stands for them: one step by what is said, one for each merge in a copy that
keeps whom somebody was merged into first."""

STANDING = f"""
    recursive way as (
        select e.business_id, e.person_id, e.person_id as at, 0 as depth
        from (select distinct * from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]))
                as u (business_id, person_id)) e
        union all
        select w.business_id, w.person_id, p.merged_into, w.depth + 1
        from way w
        join person p on p.business_id = w.business_id and p.person_id = w.at
        where p.merged_into is not null and w.depth < {MAX_STEPS}
    ), standing as (
        select distinct on (business_id, person_id) business_id, person_id, at
        from way order by business_id, person_id, depth desc
    )
"""  # noqa: S608 a constant of ours
"""To follow `with`: `standing`, with `at` who stands for each person wanted (`wanted_people`) by
now, which is somebody whose own copy may not be here yet."""

_STANDING = text(f"""
    with {STANDING} select business_id, person_id, at from standing
""")  # noqa: S608 a constant of ours
_ALIASES = text("""
    with recursive alias as (
        select p.business_id, p.person_id from person p
        join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as w (business_id, at)
          on w.business_id = p.business_id and w.at = p.merged_into
        union
        select p.business_id, p.person_id from person p
        join alias a on a.business_id = p.business_id and a.person_id = p.merged_into
    )
    select business_id, person_id from alias
""")

Who = tuple[UUID, UUID]
"""A business and a person of it."""
E = TypeVar("E", PersonChanged, PersonErased)


def newest(batch: Iterable[Envelope[E]]) -> list[E]:
    """Of several events of a person the one with the highest version."""
    kept: dict[Who, E] = {}
    for event in (envelope.event for envelope in batch):
        known = kept.get((event.business_id, event.person_id))
        if known is None or event.version > known.version:
            kept[event.business_id, event.person_id] = event
    return list(kept.values())


def wanted_people(who: Iterable[Who]) -> dict[str, list[UUID]]:
    """The parameters of a statement that begins with `STANDING`."""
    pairs = list(who)
    return {
        "businesses": [business_id for business_id, _ in pairs],
        "ids": [person_id for _, person_id in pairs],
    }


async def standing_for(session: AsyncSession, who: Iterable[Who]) -> dict[Who, UUID]:
    """Who stands for each of these people by now: they, or whom they were merged into."""
    wanted = wanted_people(who)
    if not wanted["ids"]:
        return {}
    rows = await session.execute(_STANDING, wanted)
    return {(row.business_id, row.person_id): row.at for row in rows}


async def aliases_of(session: AsyncSession, who: Iterable[Who]) -> list[Who]:
    """Those who were merged into one of these people, merge after merge."""
    wanted = wanted_people(who)
    if not wanted["ids"]:
        return []
    return [(row.business_id, row.person_id) for row in await session.execute(_ALIASES, wanted)]


class Copied(NamedTuple):
    """A column: its SQL type, and what it holds of the event."""

    type: str
    read: Callable[[PersonChanged], Any]


class PeopleCopy:
    """How a service copies people. `begins` are columns of its own that a new row starts with.

    `keeps_first_merge` for a service that moves what it counts from an alias when it hears of the
    merge: what was moved once goes on from there, when that one is merged in turn.
    """

    def __init__(
        self,
        columns: Mapping[str, Copied],
        *,
        begins: Mapping[str, int] | None = None,
        keeps_first_merge: bool = False,
    ) -> None:
        self._columns: dict[str, Copied] = {
            "business_id": Copied("uuid", lambda one: one.business_id),
            "person_id": Copied("uuid", lambda one: one.person_id),
            "version": Copied("bigint", lambda one: one.version),
            "merged_into": Copied("uuid", lambda one: one.merged_into),
            **columns,
        }
        changes = {name: f"excluded.{name}" for name in self._columns}
        if keeps_first_merge:
            changes["merged_into"] = "coalesce(person.merged_into, excluded.merged_into)"
        self._save = text(_save(self._columns, changes, begins or {}))

    async def save(self, session: AsyncSession, changed: Sequence[PersonChanged]) -> None:
        """Save what is newer than the copies. One event per person."""
        values = {
            name: [column.read(one) for one in changed] for name, column in self._columns.items()
        }
        await session.execute(self._save, values)


def _save(
    columns: Mapping[str, Copied], changes: Mapping[str, str], begins: Mapping[str, int]
) -> str:
    arrays = ", ".join(f"cast(:{name} as {column.type}[])" for name, column in columns.items())
    names = ", ".join([*columns, *begins])
    values = ", ".join(["e.*", *map(str, begins.values())])
    sets = ", ".join(f"{name} = {value}" for name, value in changes.items())
    return f"""
        insert into person ({names}) select {values} from unnest({arrays}) as e order by 1, 2
        on conflict (business_id, person_id) do update set {sets}
        where excluded.version > person.version
    """  # noqa: S608 names of our own columns
