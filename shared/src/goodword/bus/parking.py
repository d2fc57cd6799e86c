"""Events that could not be applied, kept in order behind the first of their key.

`parked` waits for a human; `waiting` waits for a fact and is tried again when it is woken, or with
backoff; `behind` waits for an earlier event of the same topic and key. While any of them is there,
later events of that key are put behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope

MAX_ERROR_LENGTH = 2000

_PARK = text("""
    insert into parked_event (event_id, business_id, topic, key, type, seq, data, headers, said_at,
                              state, waits_for, attempts, error)
    select event_id, business_id, topic, key, type, seq, data::jsonb, headers::jsonb, said_at,
           state, array(select jsonb_array_elements_text(waits_for::jsonb)), 1, error
    from unnest(
        cast(:event_ids as uuid[]), cast(:businesses as uuid[]), cast(:topics as text[]),
        cast(:keys as text[]), cast(:types as text[]), cast(:seqs as bigint[]),
        cast(:data as text[]), cast(:headers as text[]), cast(:said_at as timestamptz[]),
        cast(:states as text[]), cast(:waits_for as text[]), cast(:errors as text[])
    ) with ordinality as e (event_id, business_id, topic, key, type, seq, data, headers, said_at,
                            state, waits_for, error, n)
    order by n
    on conflict (event_id) do nothing
""")

_FORGET = text("delete from parked_event where topic = :topic and key = :key")

# Who is tried right now is passed over: two who wake and try each other's would wait for ever.
_WAKE = text("""
    update parked_event set next_at = now()
    where event_id in (select event_id from parked_event
                       where state = 'waiting' and waits_for && cast(:refs as text[])
                       for update skip locked)
""")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an event is kept: the state it goes into, what it waits for, what went wrong."""

    state: str
    waits_for: Sequence[str] = ()
    error: str | None = None


async def park(session: AsyncSession, kept: Sequence[tuple[Envelope[Any], Reason]]) -> None:
    """Keep events, in their order, in the transaction that records them as read."""
    if not kept:
        return
    await session.execute(
        _PARK,
        {
            "event_ids": [each.id for each, _ in kept],
            "businesses": [each.business_id for each, _ in kept],
            "topics": [each.topic for each, _ in kept],
            "keys": [each.key for each, _ in kept],
            "types": [each.type for each, _ in kept],
            "seqs": [each.seq for each, _ in kept],
            "data": [each.data or each.event.model_dump_json() for each, _ in kept],
            "headers": [orjson.dumps(dict(each.headers)).decode() for each, _ in kept],
            "said_at": [each.time for each, _ in kept],
            "states": [reason.state for _, reason in kept],
            "waits_for": [orjson.dumps(reason.waits_for).decode() for _, reason in kept],
            "errors": [(reason.error or "")[:MAX_ERROR_LENGTH] or None for _, reason in kept],
        },
    )


async def forget(session: AsyncSession, envelope: Envelope[Any]) -> None:
    """Drop whatever of an event's topic and key was put aside before it came."""
    await session.execute(_FORGET, {"topic": envelope.topic, "key": envelope.key})


async def wake(session: AsyncSession, refs: Iterable[str]) -> None:
    """Let events try again that wait for any of `refs`; called where the awaited fact is applied.

    A wake-up may be missed (the event may be parked by a transaction that has not ended): backoff
    is the guarantee, this is the speed.
    """
    await session.execute(_WAKE, {"refs": list(refs)})
