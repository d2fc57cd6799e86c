"""Sales that were decided on, each with the facts it was decided by, for the refunds to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.money import Money
from goodword.programs import Facts
from rewards_worker.db.facts import read, written
from rewards_worker.db.metadata import metadata

sale = Table(
    "sale",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("sale_id", Uuid, nullable=False),
    # Null where the sale belongs to no referral: it is only remembered as seen.
    Column("facts", JSONB),
    # By referral, for those that a person gave the sale to afterwards.
    Column("later_facts", JSONB, nullable=False, server_default="{}"),
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
    select s.business_id, s.sale_id, s.facts, s.later_facts, s.net
    from sale s
    join unnest(cast(:businesses as uuid[]), cast(:ids as uuid[])) as e (business_id, sale_id)
      on (e.business_id, e.sale_id) = (s.business_id, s.sale_id)
""")
_NOTE_NETS = text("""
    update sale s set net = e.net, net_seq = e.seq
    from unnest(cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:nets as bigint[]),
                cast(:seqs as bigint[])) as e (business_id, sale_id, net, seq)
    where (e.business_id, e.sale_id) = (s.business_id, s.sale_id) and e.seq > s.net_seq
""")
_KEEP = text("""
    update sale set later_facts = later_facts || jsonb_build_object(cast(:referral as text),
                                                                   cast(:facts as jsonb))
    where (business_id, sale_id) = (:business, :sale)
""")


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
            "facts": [written(one.facts) if one.facts else None for one in sales],
        },
    )
    return {(row.business_id, row.sale_id) for row in rows}


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """The facts by which a sale was decided: for the referral it closed with, if there was one, and
    for those that got it later. `net` is what refunds have left, None while there were none."""

    first: Facts | None
    later: Mapping[UUID, Facts]
    net: int | None

    @property
    def is_referred(self) -> bool:
        """Whether it ever belonged to a referral."""
        return self.first is not None or bool(self.later)

    def of(self, referral_id: UUID) -> Facts | None:
        """Those by which the rewards of this referral were decided."""
        return self.later.get(referral_id, self.first)

    def now(self, referral_id: UUID) -> Facts | None:
        """The same, with what refunds have left. Whoever holds a lock on one of the sale's rewards
        sees that stand still."""
        facts = self.of(referral_id)
        if self.net is None or facts is None or facts.sale is None:
            return facts
        left = Money(minor=self.net, currency=facts.sale.net.currency)
        return replace(facts, sale=replace(facts.sale, net=left))


async def facts_of_sales(
    session: AsyncSession, keys: Iterable[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], SaleFacts]:
    """The facts by which sales were decided, by business and sale; unknown sales are not there."""
    wanted = list(keys)
    rows = await session.execute(
        _FACTS, {"businesses": [b for b, _ in wanted], "ids": [s for _, s in wanted]}
    )
    return {
        (row.business_id, row.sale_id): SaleFacts(
            read(row.facts) if row.facts is not None else None,
            {UUID(key): read(raw) for key, raw in row.later_facts.items()},
            row.net,
        )
        for row in rows
    }


async def keep_facts(
    session: AsyncSession, key: tuple[UUID, UUID], referral_id: UUID, facts: Facts
) -> None:
    """Keep by which facts a sale (by business and sale) was decided for a referral that got it."""
    business_id, sale_id = key
    await session.execute(
        _KEEP,
        {
            "business": business_id,
            "sale": sale_id,
            "referral": str(referral_id),
            "facts": written(facts),
        },
    )


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
