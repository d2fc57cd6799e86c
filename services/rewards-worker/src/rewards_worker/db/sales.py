"""Sales that were decided on, each with the facts it was decided by, for the refunds to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.money import Money
from goodword.programs import Facts
from rewards_worker.db.metadata import metadata

sale = Table(
    "sale",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("sale_id", Uuid, nullable=False),
    # Null where the sale belongs to no referral: it is only remembered as seen.
    Column("facts", JSONB),
    # The net of the last change that was told, in minor units; null before the first.
    Column("net", BigInteger),
    Column("net_seq", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("business_id", "sale_id"),
)

_ADD = text("""
    insert into sale (business_id, sale_id, facts)
    select b, s, f::jsonb
    from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:facts as text[]))
        as e (b, s, f)
    order by 1, 2
    on conflict do nothing
    returning business_id, sale_id
""")
_FACTS = text("""
    select s.business_id, s.sale_id, s.facts
    from sale s
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, sale_id)
      on (e.business_id, e.sale_id) = (s.business_id, s.sale_id)
""")
_NOW = text("""
    select s.business_id, s.sale_id, s.facts, s.net
    from sale s
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, sale_id)
      on (e.business_id, e.sale_id) = (s.business_id, s.sale_id)
    where s.facts is not null
""")
_NOTE_NETS = text("""
    update sale s set net = e.net, net_seq = e.seq
    from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:nets as bigint[]),
                cast(:seqs as bigint[])) as e (business_id, sale_id, net, seq)
    where (e.business_id, e.sale_id) = (s.business_id, s.sale_id) and e.seq > s.net_seq
""")
_AS_JSON = TypeAdapter(Facts)


@dataclass(frozen=True, slots=True)
class DecidedSale:
    """A sale and its facts; none where it belongs to no referral."""

    business_id: UUID
    sale_id: UUID
    facts: Facts | None


async def add_sales(session: AsyncSession, sales: Sequence[DecidedSale]) -> set[tuple[UUID, UUID]]:
    """Remember sales; those that were not known, by business and sale, are new."""
    rows = await session.execute(
        _ADD,
        {
            "businesses": [one.business_id for one in sales],
            "ids": [one.sale_id for one in sales],
            "facts": [_written(one.facts) for one in sales],
        },
    )
    return {(row.business_id, row.sale_id) for row in rows}


async def facts_of_sales(
    session: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Facts | None]:
    """The facts by which sales were decided, by business and sale; unknown sales are not there."""
    wanted = list(keys)
    rows = await session.execute(
        _FACTS, {"businesses": [b for b, _ in wanted], "ids": [s for _, s in wanted]}
    )
    return {(row.business_id, row.sale_id): _read(row.facts) for row in rows}


async def sales_now(
    session: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], Facts]:
    """The facts of sales that belong to a referral, with the net that refunds have left by now.
    Whoever holds a lock on one of a sale's rewards sees its net stand still."""
    wanted = list(keys)
    rows = await session.execute(
        _NOW, {"businesses": [b for b, _ in wanted], "ids": [s for _, s in wanted]}
    )
    return {
        (row.business_id, row.sale_id): _at(_AS_JSON.validate_python(row.facts), row.net)
        for row in rows
    }


async def note_nets(
    session: AsyncSession, nets: Mapping[tuple[UUID, UUID], tuple[int, Money]]
) -> None:
    """Remember what is left of sales: by business and sale, the change's seq and the net."""
    await session.execute(
        _NOTE_NETS,
        {
            "businesses": [business_id for business_id, _ in nets],
            "ids": [sale_id for _, sale_id in nets],
            "nets": [net.minor for _, net in nets.values()],
            "seqs": [seq for seq, _ in nets.values()],
        },
    )


def _at(facts: Facts, net: int | None) -> Facts:
    if net is None or facts.sale is None:
        return facts
    left = Money(minor=net, currency=facts.sale.net.currency)
    return replace(facts, sale=replace(facts.sale, net=left))


def _written(facts: Facts | None) -> str | None:
    if facts is None:
        return None
    return orjson.dumps(_AS_JSON.dump_python(facts, mode="json", exclude_defaults=True)).decode()


def _read(raw: Any) -> Facts | None:
    return _AS_JSON.validate_python(raw) if raw is not None else None
