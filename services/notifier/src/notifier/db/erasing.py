"""What is left of people who are erased: their ids, and what messages keep."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import PersonErased
from notifier.db.messages import COLUMNS, read_message
from notifier.db.state import person
from notifier.domain.message import FINAL, Message

Who = tuple[UUID, UUID]
"""A business and a person of it."""

_TO = """
    message m join unnest(cast(:businesses as uuid[]), cast(:people as uuid[]))
        as e (of_business, of_person) on (e.of_business, e.of_person) = (m.business_id, m.person_id)
"""
_UNSENT = text(f"""
    select {COLUMNS} from {_TO} where m.state <> all(cast(:final as text[]))
    order by m.business_id, m.id for update of m
""")  # noqa: S608  # constants of ours
_EMPTY = text(f"""
    update message set facts = null, content = null
    where (business_id, id) in (select m.business_id, m.id from {_TO})
      and (facts is not null or content is not null)
""")  # noqa: S608  # constants of ours
_POSTED = text(f"""
    select distinct m.business_id, m.person_id from {_TO} where m.header_message_id is not null
""")  # noqa: S608  # constants of ours
_HEADERS = text("""
    select header_message_id from message
    where business_id = :business_id and person_id = :person_id and header_message_id is not null
    order by id
""")
_KEPT = ("business_id", "person_id", "version", "message_seq", "message_last_tx")
_EMPTIED = ", ".join(f"{each.name} = null" for each in person.columns if each.name not in _KEPT)
# Whatever was known is gone, in all columns that there are or will be; and a change that is older,
# or comes late, brings none of it back.
_ERASE_PEOPLE = text(f"""
    insert into person (business_id, person_id, version, message_seq, message_last_tx)
    select e.*, 0, 0 from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:versions as bigint[])
    ) as e order by 1, 2
    on conflict (business_id, person_id) do update set
        version = excluded.version, {_EMPTIED}
    where excluded.version > person.version
""")  # noqa: S608 names of our own columns


async def erase_people(session: AsyncSession, erased: Sequence[PersonErased]) -> None:
    """Leave of these people only their ids, so that nobody waits for them. One event per person."""
    await session.execute(
        _ERASE_PEOPLE,
        {
            "businesses": [one.business_id for one in erased],
            "ids": [one.person_id for one in erased],
            "versions": [one.version for one in erased],
        },
    )


async def unsent_to(session: AsyncSession, people: Collection[Who]) -> list[Message]:
    """The messages to these people whose end is open, locked."""
    wanted = {**_arrays(people), "final": [state.value for state in FINAL]}
    return [read_message(row) for row in await session.execute(_UNSENT, wanted)]


async def empty(session: AsyncSession, people: Collection[Who]) -> None:
    """Forget what was written to these people, and about what."""
    await session.execute(_EMPTY, _arrays(people))


async def posted_to(session: AsyncSession, people: Collection[Who]) -> list[Who]:
    """Those of these people to whom mail was ever composed, so that a channel may keep some."""
    rows = await session.execute(_POSTED, _arrays(people))
    return sorted((row.business_id, row.person_id) for row in rows)


async def headers_of(session: AsyncSession, who: Who) -> list[str]:
    """The Message-IDs of all mail to this person."""
    keys = {"business_id": who[0], "person_id": who[1]}
    return list(await session.scalars(_HEADERS, keys))


def _arrays(people: Collection[Who]) -> dict[str, list[UUID]]:
    return {"businesses": [b for b, _ in people], "people": [p for _, p in people]}
