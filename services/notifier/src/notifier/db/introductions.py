"""Introductions that are asked of referrers, as the facts about their referrals have it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, PrimaryKeyConstraint, Table, Text, Uuid, text
from sqlalchemy.ext.asyncio import AsyncSession

from notifier.db.messages import COLUMNS, read_message
from notifier.db.metadata import metadata
from notifier.domain.introductions.letter import KINDS
from notifier.domain.message import FINAL, Message

introduction = Table(
    "introduction",
    metadata,
    Column("business_id", Uuid, nullable=False),
    Column("referral_id", Uuid, nullable=False),
    # The event of the newest request; none where we know only that it is over.
    Column("request_id", Uuid),
    Column("referrer_id", Uuid),
    Column("prospect_id", Uuid),
    Column("permitted", Boolean, nullable=False),
    # Why nothing is to be asked any more; null while something is.
    Column("ended", Text),
    # The place of the newest fact of its key that was heard, so that none that is older counts.
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("business_id", "referral_id"),
)

MADE: Final = "introduction_made"
"""How the asking ends well; the referral itself goes on."""

Key = tuple[UUID, UUID]
"""A business and a referral of it."""

_NEWEST = text("""
    insert into introduction (business_id, referral_id, request_id, referrer_id, prospect_id,
                              permitted, ended, seq)
    select * from unnest(
        cast(:businesses as uuid[]), cast(:referrals as uuid[]), cast(:requests as uuid[]),
        cast(:referrers as uuid[]), cast(:prospects as uuid[]), cast(:permitted as bool[]),
        cast(:ended as text[]), cast(:seqs as bigint[])
    ) order by 1, 2
    on conflict (business_id, referral_id) do update set
        request_id = coalesce(excluded.request_id, introduction.request_id),
        referrer_id = coalesce(excluded.referrer_id, introduction.referrer_id),
        prospect_id = coalesce(excluded.prospect_id, introduction.prospect_id),
        permitted = excluded.permitted, ended = excluded.ended, seq = excluded.seq
    where excluded.seq > introduction.seq
    returning business_id, referral_id, request_id, ended
""")
# No fact of a referral that is won comes after this one, whatever the order in which its topic and
# that of sales are read. Of a code or link an introduction is seldom asked for: where none was,
# nothing is kept of it.
_WIN = text("""
    insert into introduction (business_id, referral_id, permitted, ended, seq)
    select e.of_business, e.of_referral, false, :ended, 9223372036854775807
    from unnest(cast(:businesses as uuid[]), cast(:referrals as uuid[]), cast(:named as bool[]))
        as e (of_business, of_referral, named)
    where e.named or exists (select from introduction i
        where (i.business_id, i.referral_id) = (e.of_business, e.of_referral))
    order by 1, 2
    on conflict (business_id, referral_id) do update set
        ended = excluded.ended, seq = excluded.seq
    where introduction.seq < excluded.seq
    returning business_id, referral_id, request_id
""")
_FIND = """
    select i.* from introduction i
    join unnest(cast(:businesses as uuid[]), cast(:referrals as uuid[]))
        as w (business_id, referral_id) using (business_id, referral_id)
    order by i.business_id, i.referral_id
"""
_KNOWN = text(_FIND)
_LOCK = text(f"{_FIND} for share of i")
_FORGET = text("""
    update introduction set ended = 'erased' from unnest(
        cast(:businesses as uuid[]), cast(:people as uuid[])) as e (of_business, of_person)
    where business_id = of_business and of_person in (referrer_id, prospect_id)
      and (ended is null or ended = 'introduction_made' and of_person = prospect_id)
    returning business_id, referral_id
""")
_UNSENT = text(f"""
    select {COLUMNS} from message m
    where m.business_id = any(cast(:businesses as uuid[]))
      and m.cause_id = any(cast(:requests as uuid[]))
      and m.kind = any(cast(:kinds as text[])) and m.state <> all(cast(:final as text[]))
    order by m.business_id, m.id for update of m
""")  # noqa: S608  # columns are ours
# The clock of a test business runs ahead of what happens, so there nothing is too near.
_NEAR = text("""
    select distinct m.business_id, m.cause_id from message m
    join business b on b.business_id = m.business_id
    where m.business_id = any(cast(:businesses as uuid[]))
      and m.cause_id = any(cast(:requests as uuid[]))
      and m.kind = any(cast(:kinds as text[]))
      and (m.state <> all(cast(:final as text[]))
           or (b.mode = 'live' and m.closed_at > now() - make_interval(secs => :near_s)))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a fact says of an introduction: it is asked for (`request_id`), the prospect agreed
    (`permitted`), or it is over (`ended`)."""

    business_id: UUID
    referral_id: UUID
    seq: int
    request_id: UUID | None = None
    referrer_id: UUID | None = None
    prospect_id: UUID | None = None
    permitted: bool = False
    ended: str | None = None

    @property
    def key(self) -> Key:
        return self.business_id, self.referral_id


class Won(NamedTuple):
    """A referral whose prospect bought; `named` where it was not by a code or link."""

    business_id: UUID
    referral_id: UUID
    named: bool


async def hear(session: AsyncSession, heard: Sequence[Heard]) -> dict[Key, UUID | None]:
    """Keep what is newer than what was heard of a referral before; of those, the request that it is
    about. One of a referral at a time: the newest counts."""
    newest: dict[Key, Heard] = {}
    for one in sorted(heard, key=lambda each: each.seq):
        newest[one.key] = one
    rows = list(newest.values())
    found = await session.execute(
        _NEWEST,
        {
            "businesses": [one.business_id for one in rows],
            "referrals": [one.referral_id for one in rows],
            "requests": [one.request_id for one in rows],
            "referrers": [one.referrer_id for one in rows],
            "prospects": [one.prospect_id for one in rows],
            "permitted": [one.permitted for one in rows],
            "ended": [one.ended for one in rows],
            "seqs": [one.seq for one in rows],
        },
    )
    return {(row.business_id, row.referral_id): row.request_id for row in found}


async def win(session: AsyncSession, won: Sequence[Won], ended: str) -> dict[Key, UUID | None]:
    """End the introductions of these referrals for ever, for the reason `ended`; of those that were
    not won before, the request that is over."""
    rows = sorted({(one.business_id, one.referral_id): one for one in won}.values())
    found = await session.execute(
        _WIN,
        {
            "businesses": [one.business_id for one in rows],
            "referrals": [one.referral_id for one in rows],
            "named": [one.named for one in rows],
            "ended": ended,
        },
    )
    return {(row.business_id, row.referral_id): row.request_id for row in found}


async def introductions_of(
    session: AsyncSession, keys: Collection[Key], *, lock: bool = False
) -> Mapping[Key, Any]:
    """The rows of these referrals; where they are locked nothing ends them until the transaction
    does."""
    wanted = {"businesses": [b for b, _ in keys], "referrals": [r for _, r in keys]}
    rows = await session.execute(_LOCK if lock else _KNOWN, wanted)
    return {(row.business_id, row.referral_id): row for row in rows}


async def lock_introduced(session: AsyncSession, keys: Collection[Key]) -> set[Key]:
    """Those of these referrals of whose introduction nothing was heard since it was made, locked as
    `introductions_of` locks."""
    rows = await introductions_of(session, keys, lock=True)
    return {key for key, row in rows.items() if row.ended == MADE}


async def unsent_of(
    session: AsyncSession, businesses: Collection[UUID], requests: Collection[UUID]
) -> list[Message]:
    """The letters that these requests caused, and whose end is open, locked."""
    wanted = {"businesses": list(businesses), "requests": list(requests), "kinds": list(KINDS)}
    wanted["final"] = [state.value for state in FINAL]
    return [read_message(row) for row in await session.execute(_UNSENT, wanted)]


async def near_of(session: AsyncSession, requests: Collection[Key], near_s: float) -> set[Key]:
    """Those of these requests (business and event) of which a letter has yet to go, or went less
    than `near_s` ago."""
    wanted = {
        "businesses": [business_id for business_id, _ in requests],
        "requests": [request for _, request in requests],
        "kinds": list(KINDS),
        "final": [state.value for state in FINAL],
        "near_s": near_s,
    }
    rows = await session.execute(_NEAR, wanted)
    return {(row.business_id, row.cause_id) for row in rows}


async def forget_introductions(
    session: AsyncSession, people: Collection[tuple[UUID, UUID]]
) -> list[Key]:
    """Nothing is asked any more of people who were erased, or about them; the referrals."""
    wanted = {"businesses": [b for b, _ in people], "people": [p for _, p in people]}
    rows = await session.execute(_FORGET, wanted)
    return [(row.business_id, row.referral_id) for row in rows]
