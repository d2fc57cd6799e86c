"""The place of what we say about messages to a person: `message_seq` and `message_last_tx` of the
person's row, which is locked by it."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.database import next_tx
from goodword.events import Event

_LOCK = text("""
    select business_id, person_id from person where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
    order by 1, 2 for update
""")
_NEXT = text(f"""
    update person p set message_seq = p.message_seq + e.says,
        message_last_tx = {next_tx("p.message_last_tx")}
    from unnest(cast(:businesses as uuid[]), cast(:people as uuid[]), cast(:says as int[]))
        as e (business_id, person_id, says)
    where (e.business_id, e.person_id) = (p.business_id, p.person_id)
    returning p.business_id, p.person_id, p.message_seq as seq, p.message_last_tx as last_tx
""")  # noqa: S608  # a constant of the kernel

Who = tuple[UUID, UUID]
"""A business and a person of it."""
About = tuple[Who, Event]
"""A fact about messages to a person."""


async def lock_people(session: AsyncSession, people: Collection[Who]) -> set[Who]:
    """Lock the rows of these people in order, until the transaction ends; those that there are."""
    wanted = sorted(people)
    keys = {"businesses": [b for b, _ in wanted], "people": [p for _, p in wanted]}
    rows = await session.execute(_LOCK, keys)
    return {(row.business_id, row.person_id) for row in rows}


async def say_about(session: AsyncSession, facts: Sequence[About]) -> None:
    """Say facts about messages to people who are known here, those of one person in this order."""
    if not facts:
        return
    counted = Counter(who for who, _ in facts)
    counts = {who: counted[who] for who in sorted(counted)}
    await lock_people(session, counts)
    rows = await session.execute(
        _NEXT,
        {
            "businesses": [business_id for business_id, _ in counts],
            "people": [person_id for _, person_id in counts],
            "says": list(counts.values()),
        },
    )
    places = {(row.business_id, row.person_id): (row.seq, row.last_tx) for row in rows}
    told = dict.fromkeys(counts, 0)
    said = []
    for who, event in facts:
        told[who] += 1
        seq, last_tx = places[who]
        said.append(Said(event, seq - counts[who] + told[who], last_tx))
    await say(session, said)
