"""A topic of state, said again: everything that anybody may need to know, as it is now.

For a service that starts without its copies where the log no longer holds all of them. Versions
stay, so that whoever has the state already loses nothing by hearing it again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.bus import Said, say
from goodword.database import Database
from goodword.errors import RejectedError
from goodword.events import STATE_TOPICS, ContactSuppressed
from referral_api.db import repeating, templates
from referral_api.db.businesses import businesses, set_ups
from referral_api.db.people import people, suppressions
from referral_api.db.programs import participants, programs, sign_offs
from referral_api.domain.businesses import business_events, set_up_events
from referral_api.domain.codes import link_of
from referral_api.domain.page import Page
from referral_api.domain.programs import program_events
from referral_api.domain.programs.sign_offs import signed_off
from referral_api.domain.templates import template_published
from referral_api.use_cases.people.say_people import say_people

AT_ONCE = 500

SayRows = Callable[[AsyncSession, Sequence[Row[Any]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one table, and how they are said."""

    table: Table
    say: SayRows


async def republish(topic: str, *, db: Database, public_url: str) -> int:
    """Say all state of a topic again, of all businesses; how many facts these were.

    RejectedError `unknown_topic` for a topic that carries no state.
    """
    if topic not in STATE_TOPICS:
        known = ", ".join(STATE_TOPICS)
        raise RejectedError("unknown_topic", f"{topic} carries no state; name one of: {known}.")
    count = 0
    async for business_id in _businesses(db):
        for kind in _kinds(topic, public_url):
            count += await _all_of(kind, business_id, db)
    return count


def _kinds(topic: str, public_url: str) -> Sequence[Kind]:
    kinds: dict[str, Sequence[Kind]] = {
        "settings": (
            Kind(businesses.business, _say_businesses),
            Kind(set_ups.set_up, _say_set_ups),
        ),
        "people": (
            Kind(people.person, say_people),
            Kind(suppressions.suppression, _say_suppressions),
        ),
        "programs": (
            Kind(programs.program_version, _say_versions),
            Kind(programs.program, _say_programs),
            Kind(sign_offs.sign_off, _say_sign_offs),
            Kind(participants.participant, _participants_sayer(public_url)),
        ),
        "templates": (Kind(templates.template, _say_templates),),
    }
    return kinds.get(topic, ())


async def _businesses(db: Database) -> AsyncIterator[UUID]:
    behind: UUID | None = None
    while True:
        page = Page(limit=AT_ONCE, after=behind, ascending=True)
        async with db.begin() as session:
            found = await businesses.page_of_businesses(session, page)
        for business_id in found[:AT_ONCE]:
            yield business_id
        if len(found) <= AT_ONCE:
            return
        behind = found[AT_ONCE - 1]


async def _all_of(kind: Kind, business_id: UUID, db: Database) -> int:
    behind: Row[Any] | None = None
    count = 0
    while True:

        async def next_rows(behind: Row[Any] | None = behind) -> Sequence[Row[Any]]:
            async with db.begin([business_id]) as session:
                rows = await repeating.repeat(session, kind.table, business_id, behind, AT_ONCE)
                await kind.say(session, rows)
            return rows

        rows = await db.retrying(next_rows)
        count += len(rows)
        if len(rows) < AT_ONCE:
            return count
        behind = rows[-1]


async def _say_businesses(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(
        session,
        [Said(business_events.business_changed(row), row.seq, row.last_tx) for row in rows],
    )


async def _say_set_ups(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(
        session,
        [Said(set_up_events.settings_changed(row), row.seq, row.last_tx) for row in rows],
    )


async def _say_suppressions(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(session, [Said(_suppressed(row), row.seq, row.last_tx) for row in rows])


def _suppressed(row: Row[Any]) -> ContactSuppressed:
    return ContactSuppressed(
        business_id=row.business_id,
        address_hash=row.address_hash,
        channel=row.channel,
        scope=row.scope,
        reason=row.reason,
    )


async def _say_versions(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(
        session,
        [Said(program_events.program_published(row), row.seq, row.last_tx) for row in rows],
    )


async def _say_programs(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(
        session,
        [Said(program_events.program_changed(row), row.seq, row.last_tx) for row in rows],
    )


async def _say_sign_offs(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(session, [Said(signed_off(row), row.seq, row.last_tx) for row in rows])


async def _say_templates(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
    await say(session, [Said(template_published(row), row.seq, row.last_tx) for row in rows])


def _participants_sayer(public_url: str) -> SayRows:
    async def say_participants(session: AsyncSession, rows: Sequence[Row[Any]]) -> None:
        if not rows:
            return
        business = await businesses.business_of(session, rows[0].business_id)
        await say(
            session,
            [
                Said(
                    program_events.participant_changed(
                        row, link_of(public_url, business.slug, row.code)
                    ),
                    row.seq,
                    row.last_tx,
                )
                for row in rows
            ],
        )

    return say_participants
