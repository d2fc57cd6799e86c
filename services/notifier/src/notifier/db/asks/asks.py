"""Asks: one window of a person at a time, and one window for each word of theirs."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.db.asks.happenings import Who, arrays
from notifier.db.metadata import metadata
from notifier.domain.asks.ask import Ask

ask = Table(
    "ask",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    # What opened it: a signal, a person (requested), or the night (cadence).
    Column("cause", Text, nullable=False),
    Column("signal_kind", Text, nullable=False),
    Column("signal_id", Uuid, nullable=False),
    Column("signal_at", DateTime(timezone=True), nullable=False),
    Column("wanted", Text, nullable=False),
    Column("rep_id", Uuid),
    Column("opens_at", DateTime(timezone=True), nullable=False),
    Column("closes_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("reasons", JSONB),
    Column("sent_at", DateTime(timezone=True)),
    Column("answer", Text),
    Column("answered_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("business_id", "id"),
    CheckConstraint("state in ('open', 'sending', 'sent', 'withheld')", name="ask_state"),
)
# A second signal joins the window that is open; a signal that is told of again opens no other.
Index(
    "ask_one_window",
    ask.c.business_id,
    ask.c.person_id,
    unique=True,
    postgresql_where=text("state in ('open', 'sending')"),
)
Index(
    "ask_once",
    ask.c.business_id,
    ask.c.signal_kind,
    ask.c.signal_id,
    ask.c.signal_at,
    unique=True,
    postgresql_where=text("cause = 'signal'"),
)
Index("ask_person", ask.c.business_id, ask.c.person_id)

_COLUMNS: Final = (
    "business_id, id, person_id, signal_kind, signal_id, signal_at, wanted, rep_id, opens_at,"
    " closes_at, state, reasons, sent_at, answer"
)
_OPENED: Final = (
    *("business_id", "id", "person_id", "signal_kind", "signal_id", "signal_at", "wanted"),
    *("rep_id", "opens_at", "closes_at"),
)
_OPEN = text("""
    insert into ask (business_id, id, person_id, cause, signal_kind, signal_id, signal_at, wanted,
                     rep_id, opens_at, closes_at)
    select e.* from unnest(
        cast(:business_id as uuid[]), cast(:id as uuid[]), cast(:person_id as uuid[]),
        cast(:cause as text[]), cast(:signal_kind as text[]), cast(:signal_id as uuid[]),
        cast(:signal_at as timestamptz[]), cast(:wanted as text[]), cast(:rep_id as uuid[]),
        cast(:opens_at as timestamptz[]), cast(:closes_at as timestamptz[])
    ) as e order by 1, 3, 7, 6
    on conflict do nothing
    returning business_id, id
""")
_OF = text(f"""
    select {_COLUMNS} from ask where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
    order by business_id, id
""")  # noqa: S608  # columns of ours
_WAITING = text("""
    select business_id, id, person_id, opens_at from ask
    where state = 'open' and (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
    order by business_id, id
""")
_WAITING_IN = text("""
    select business_id, id from ask
    where state = 'open' and business_id = any(cast(:businesses as uuid[]))
    order by business_id, id
""")
_WHOSE = text("""
    select business_id, id, person_id from ask where (business_id, id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])))
""")
_LOCK = text(f"""
    select {_COLUMNS} from ask where business_id = :business_id and id = :id for update
""")  # noqa: S608  # columns of ours
_SAVE = text("""
    update ask a set state = e.state, reasons = e.reasons, sent_at = e.sent_at
    from jsonb_to_recordset(cast(:rows as jsonb)) as e (
        business_id uuid, id uuid, state text, reasons jsonb, sent_at timestamptz)
    where (e.business_id, e.id) = (a.business_id, a.id)
""")
# Who said "never" once is not asked again, whatever they answered before or after.
_ANSWER = text("""
    update ask a set answer = case when a.answer = 'never' then 'never' else e.answer end,
        answered_at = e.answered_at
    from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:answers as text[]),
        cast(:ats as timestamptz[])
    ) as e (business_id, id, answer, answered_at)
    where (e.business_id, e.id) = (a.business_id, a.id)
      and (e.answered_at > coalesce(a.answered_at, '-infinity') or e.answer = 'never')
""")
_FORGET = text("""
    update ask set rep_id = null, reasons = null where (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
""")
AskKey = tuple[UUID, UUID]
"""A business and an ask of it."""


async def open_all(session: AsyncSession, new: Sequence[tuple[Ask, str]]) -> list[Ask]:
    """Open windows, each with its cause; those that were, since none was open for that person, and
    none had been for that signal."""
    values = {name: [getattr(one, name) for one, _ in new] for name in _OPENED}
    rows = await session.execute(_OPEN, values | {"cause": [cause for _, cause in new]})
    opened = {(row.business_id, row.id) for row in rows}
    return [one for one, _ in new if (one.business_id, one.id) in opened]


async def of_people(session: AsyncSession, people: Collection[Who]) -> dict[Who, list[Ask]]:
    """All asks of each of these people, the oldest first."""
    found: dict[Who, list[Ask]] = defaultdict(list)
    for row in await session.execute(_OF, arrays(people)):
        found[row.business_id, row.person_id].append(Ask(**row._mapping))
    return found


async def waiting(session: AsyncSession, people: Collection[Who]) -> Sequence[Any]:
    """The open windows of these people: business_id, id, person_id, opens_at."""
    return (await session.execute(_WAITING, arrays(people))).all()


async def waiting_in(session: AsyncSession, businesses: Collection[UUID]) -> Sequence[Any]:
    """The open windows of all in these businesses: business_id, id."""
    return (await session.execute(_WAITING_IN, {"businesses": list(businesses)})).all()


async def whose(session: AsyncSession, keys: Collection[AskKey]) -> dict[AskKey, Who]:
    """Whom these asks are for."""
    wanted = {"businesses": [b for b, _ in keys], "ids": [i for _, i in keys]}
    rows = await session.execute(_WHOSE, wanted)
    return {(row.business_id, row.id): (row.business_id, row.person_id) for row in rows}


async def lock(session: AsyncSession, key: AskKey) -> Ask:
    """The ask, its row locked until the transaction ends."""
    row = (await session.execute(_LOCK, {"business_id": key[0], "id": key[1]})).one()
    return Ask(**row._mapping)


async def save(session: AsyncSession, changed: Sequence[Ask]) -> None:
    """Save how asks stand now; whoever does so has locked the people whom they are for."""
    if not changed:
        return
    rows = [
        {
            "business_id": str(one.business_id),
            "id": str(one.id),
            "state": one.state,
            "reasons": one.reasons,
            "sent_at": one.sent_at.isoformat() if one.sent_at else None,
        }
        for one in changed
    ]
    await session.execute(_SAVE, {"rows": json.dumps(rows)})


async def answer(session: AsyncSession, answers: Sequence[tuple[AskKey, str, datetime]]) -> None:
    """Keep what clients answered; the newest word counts, but for "never"."""
    newest: dict[AskKey, tuple[str, datetime]] = {}
    for key, word, at in sorted(answers, key=lambda each: (each[1] == "never", each[2])):
        newest[key] = (word, at)
    await session.execute(
        _ANSWER,
        {
            "businesses": [key[0] for key in newest],
            "ids": [key[1] for key in newest],
            "answers": [word for word, _ in newest.values()],
            "ats": [at for _, at in newest.values()],
        },
    )


async def forget(session: AsyncSession, people: Collection[Who]) -> None:
    """Leave of the asks of these people that and when they were asked."""
    await session.execute(_FORGET, arrays(people))
