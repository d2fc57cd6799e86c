"""Saying a fact: a row in `bus.outbox`, in the transaction that made it true. It is the log.

The order of a key rests on its aggregate's row (see `goodword.database.aggregate`): whoever says an
event has locked that row, counted `seq` there and passes its `last_tx` along.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus.signal import said
from goodword.events import MAX_DATA_BYTES, Event, partition
from goodword.observability.tracing import current_traceparent

_INSERT = text("""
    insert into bus.outbox
        (tx_id, part, event_id, business_id, topic, type, key, seq, data, headers)
    select greatest(pg_current_xact_id()::text::bigint, e.last_tx), e.part, e.event_id,
           e.business_id, e.topic, e.type, e.key, e.seq, e.data::jsonb, e.headers::jsonb
    from unnest(
        cast(:last_txs as bigint[]), cast(:parts as smallint[]), cast(:event_ids as uuid[]),
        cast(:business_ids as uuid[]), cast(:topics as text[]), cast(:types as text[]),
        cast(:keys as text[]), cast(:seqs as bigint[]), cast(:datas as text[]),
        cast(:headerss as text[])
    ) with ordinality as e (last_tx, part, event_id, business_id, topic, type, key, seq, data,
                            headers, position)
    order by e.position
""")
_ERASE = text("select bus.erase_events(:business_id, cast(:keys as text[]))")


@dataclass(frozen=True, slots=True)
class Said:
    """An event with its place among the events of its key, from the aggregate's locked row."""

    event: Event
    seq: int
    last_tx: int = 0


async def say(session: AsyncSession, said_now: Sequence[Said]) -> list[UUID]:
    """Put events on the log, in this order, with one statement; nothing leaves before the commit.
    Their ids.

    ValueError for an event over 256 KiB: it would be too large for Kafka.
    """
    if not said_now:
        return []
    headers = {"source": session.info["service"]}
    traceparent = current_traceparent()
    if traceparent:
        headers["traceparent"] = traceparent
    datas = [each.event.model_dump_json() for each in said_now]
    for each, data in zip(said_now, datas, strict=True):
        if len(data.encode()) > MAX_DATA_BYTES:
            raise ValueError(f"{each.event.type()} {each.event.key} is over {MAX_DATA_BYTES} bytes")
    event_ids = [ids.new() for _ in said_now]
    await session.execute(
        _INSERT,
        {
            "last_txs": [each.last_tx for each in said_now],
            "parts": [partition(each.event.key) for each in said_now],
            "event_ids": event_ids,
            "business_ids": [each.event.business_id for each in said_now],
            "topics": [each.event.topic for each in said_now],
            "types": [each.event.type() for each in said_now],
            "keys": [each.event.key for each in said_now],
            "seqs": [each.seq for each in said_now],
            "datas": datas,
            "headerss": [orjson.dumps(headers).decode()] * len(said_now),
        },
    )
    after_commit = session.info["after_commit"]
    if said.set not in after_commit:
        after_commit.append(said.set)
    return event_ids


async def erase_events(session: AsyncSession, business_id: UUID, keys: Collection[str]) -> int:
    """Overwrite what was said of persons of a business (`keys`: their ids as shown); how many
    events that were. Readers pass over them, and the relay sends them no more.

    That a person is erased is said after this, in the same transaction: what Kafka has already got
    is ended by the null that follows that event.
    """
    what = {"business_id": business_id, "keys": list(keys)}
    return int(await session.scalar(_ERASE, what) or 0)
