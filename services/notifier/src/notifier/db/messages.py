"""Queries about messages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from notifier.domain.message import FINAL, Message, MessageState, Standing
from notifier.domain.waiting import Wait

_OPEN = text("""
    insert into message (business_id, id, person_id, kind, cause_id, facts, object_id)
    select e.business_id, e.id, e.person_id, e.kind, e.cause_id, e.facts::jsonb, e.object_id
    from unnest(
        cast(:businesses as uuid[]), cast(:ids as uuid[]), cast(:people as uuid[]),
        cast(:kinds as text[]), cast(:causes as uuid[]), cast(:facts as text[]),
        cast(:objects as text[])
    ) as e (business_id, id, person_id, kind, cause_id, facts, object_id)
    order by 1, 2
    on conflict do nothing
    returning business_id, id
""")
COLUMNS = """
    business_id, id, person_id, kind, cause_id, state, turn, lost, reason, channel, template,
    template_version, header_message_id, facts, content, created_at, now() as now, object_id,
    waits_for, sends_after, coalesce(lease_until > clock_timestamp(), false) as leased
"""
"""What is read of a message."""
_SELECT = f"select {COLUMNS} from message where business_id = :business_id and id = :id"  # noqa: S608  # columns are ours
_ONE = text(_SELECT)
_LOCK = text(f"{_SELECT} for update")
_STAND = text("""
    update message set state = :state, turn = :turn, lost = :lost, reason = :reason,
        lease_until = clock_timestamp() + make_interval(secs => cast(:lease_s as float8)),
        closed_at = case when :closed then now() end,
        waits_for = case when :closed then null else waits_for end,
        sends_after = case when :closed then null else sends_after end
    where business_id = :business_id and id = :id
""")
_WAIT = text("""
    update message set waits_for = :reason, sends_after = :sends_after
    where business_id = :business_id and id = :id
""")
_WAITING_FOR = text("""
    select business_id, id from message
    where waits_for is not null and (business_id, person_id) in (
        select * from unnest(cast(:businesses as uuid[]), cast(:people as uuid[])))
    order by business_id, id
""")
_WAITING_IN = text("""
    select business_id, id from message
    where waits_for is not null and business_id = any(cast(:businesses as uuid[]))
    order by business_id, id
""")
_COMPOSED = text("""
    update message set channel = :channel, template = :template, header_message_id = :message_id,
        template_version = :version, content = :content
    where business_id = :business_id and id = :id
""")
_UNSENT_ABOUT = text(f"""
    select {COLUMNS} from message m
    join unnest(cast(:businesses as uuid[]), cast(:objects as text[]))
        as e (of_business, of_object) on (e.of_business, e.of_object) = (m.business_id, m.object_id)
    where m.kind = :kind and m.state <> all(cast(:final as text[]))
    order by m.business_id, m.id for update of m
""")  # noqa: S608  # columns are ours
_WHOSE = text("select business_of_message(:id)")
_FORGET = text("select forget_messages(:keep_days, :at_most)")


@dataclass(frozen=True, slots=True)
class Opening:
    """A message to open, for one cause, to or about a person. Of those about one `object_id` only
    one of a kind is on its way or sent, whatever its cause."""

    business_id: UUID
    person_id: UUID | None
    kind: str
    cause_id: UUID
    facts: BaseModel
    object_id: str | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """What is fixed when a mail is composed; `content` is the sealed mail itself."""

    channel: str
    template: str
    version: int
    message_id: str
    content: str


async def open_all(session: AsyncSession, openings: Sequence[Opening]) -> list[tuple[UUID, UUID]]:
    """Open messages; business and id of those that were not open yet."""
    rows = await session.execute(
        _OPEN,
        {
            "businesses": [one.business_id for one in openings],
            "ids": [ids.new() for _ in openings],
            "people": [one.person_id for one in openings],
            "kinds": [one.kind for one in openings],
            "causes": [one.cause_id for one in openings],
            "facts": [one.facts.model_dump_json(exclude_none=True) for one in openings],
            "objects": [one.object_id for one in openings],
        },
    )
    return [(row.business_id, row.id) for row in rows]


async def lock(session: AsyncSession, business_id: UUID, id_: UUID) -> Message:
    """The message, its row locked until the transaction ends."""
    return read_message(
        (await session.execute(_LOCK, {"business_id": business_id, "id": id_})).one()
    )


async def find(session: AsyncSession, business_id: UUID, id_: UUID) -> Message | None:
    """The message, its row locked, where this business has one of that id."""
    row = (await session.execute(_LOCK, {"business_id": business_id, "id": id_})).one_or_none()
    return read_message(row) if row is not None else None


async def unsent_about(
    session: AsyncSession, kind: str, objects: Collection[tuple[UUID, str]]
) -> list[Message]:
    """The messages of `kind` about these objects (business and id) whose end is open, locked."""
    wanted = {
        "kind": kind,
        "businesses": [business_id for business_id, _ in objects],
        "objects": [object_id for _, object_id in objects],
        "final": [state.value for state in FINAL],
    }
    return [read_message(row) for row in await session.execute(_UNSENT_ABOUT, wanted)]


async def read(session: AsyncSession, business_id: UUID, id_: UUID) -> Message:
    """The message as it stands."""
    return read_message(
        (await session.execute(_ONE, {"business_id": business_id, "id": id_})).one()
    )


async def business_of(session: AsyncSession, id_: UUID) -> UUID | None:
    """Whose message it is."""
    found: UUID | None = await session.scalar(_WHOSE, {"id": id_})
    return found


async def stand(
    session: AsyncSession, message: Message, now: Standing, *, lease_s: float | None = None
) -> None:
    """Save how a message stands now; `lease_s` where somebody begins to send it."""
    await session.execute(
        _STAND,
        {
            "business_id": message.business_id,
            "id": message.id,
            "state": now.state,
            "turn": now.turn,
            "lost": now.lost,
            "reason": now.reason,
            "lease_s": lease_s,
            "closed": now.is_final,
        },
    )


async def wait(session: AsyncSession, message: Message, until: Wait) -> None:
    """Keep what a message waits for now."""
    which = {"business_id": message.business_id, "id": message.id}
    what = {"reason": until.reason, "sends_after": until.sends_after}
    await session.execute(_WAIT, which | what)


async def waiting_for(
    session: AsyncSession, people: Collection[tuple[UUID, UUID]]
) -> list[tuple[UUID, UUID]]:
    """Business and id of the messages to these people that wait."""
    wanted = {"businesses": [b for b, _ in people], "people": [p for _, p in people]}
    return [(row.business_id, row.id) for row in await session.execute(_WAITING_FOR, wanted)]


async def waiting_in(
    session: AsyncSession, businesses: Collection[UUID]
) -> list[tuple[UUID, UUID]]:
    """Business and id of the messages of these businesses that wait."""
    rows = await session.execute(_WAITING_IN, {"businesses": list(businesses)})
    return [(row.business_id, row.id) for row in rows]


async def fix(session: AsyncSession, message: Message, composed: Composed) -> None:
    """Keep the mail as it was composed, before it is handed over for the first time."""
    await session.execute(
        _COMPOSED,
        {
            "business_id": message.business_id,
            "id": message.id,
            "channel": composed.channel,
            "template": composed.template,
            "version": composed.version,
            "message_id": composed.message_id,
            "content": composed.content,
        },
    )


async def forget(session: AsyncSession, *, keep_days: int, at_most: int) -> int:
    """Forget the words of messages closed more than `keep_days` ago; how many there were."""
    limits = {"keep_days": keep_days, "at_most": at_most}
    return int(await session.scalar(_FORGET, limits) or 0)


def read_message(row: Row[Any]) -> Message:
    """The message of a row of `COLUMNS`."""
    fields = dict(row._mapping)
    waits_for, sends_after = fields.pop("waits_for"), fields.pop("sends_after")
    standing = Standing(
        state=MessageState(fields.pop("state")),
        turn=fields.pop("turn"),
        lost=fields.pop("lost"),
        reason=fields.pop("reason"),
    )
    wait = Wait(waits_for, sends_after) if waits_for else None
    return Message(standing=standing, wait=wait, **fields)
