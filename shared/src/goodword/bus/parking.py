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
    values (:event_id, :business_id, :topic, :key, :type, :seq, cast(:data as jsonb),
            cast(:headers as jsonb), :said_at, :state, cast(:waits_for as text[]), 1, :error)
    on conflict (event_id) do nothing
""")

_FORGET = text("delete from parked_event where topic = :topic and key = :key")

_WAKE = text("""
    update parked_event set next_at = now()
    where state = 'waiting' and waits_for && cast(:refs as text[])
""")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an event is kept: the state it goes into, what it waits for, what went wrong."""

    state: str
    waits_for: Sequence[str] = ()
    error: str | None = None


async def park(session: AsyncSession, envelope: Envelope[Any], reason: Reason) -> None:
    """Keep an event, in the transaction that records it as read."""
    await session.execute(
        _PARK,
        {
            "event_id": envelope.id,
            "business_id": envelope.business_id,
            "topic": envelope.topic,
            "key": envelope.key,
            "type": envelope.type,
            "seq": envelope.seq,
            "data": envelope.data or envelope.event.model_dump_json(),
            "headers": orjson.dumps(dict(envelope.headers)).decode(),
            "said_at": envelope.time,
            "state": reason.state,
            "waits_for": list(reason.waits_for),
            "error": (reason.error or "")[:MAX_ERROR_LENGTH] or None,
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
