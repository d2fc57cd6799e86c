"""The rest of an erasure: whatever was kept as it came, and names somebody erased, is emptied."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword.database import Database, is_retryable, scope
from goodword.errors import GoodwordError
from referral_api.db.connections import named
from referral_api.db.endpoints import attempts
from referral_api.db.people import erasures
from referral_api.domain.people.sought import Search, Sought
from referral_api.use_cases.erasure.erase_person import erase_person
from referral_api.use_cases.erasure.tools import Eraser

TOGETHER = 200
"""So many people are sought at once, with one look at everything."""

SLICE, SLICE_BYTES = 200, 16 << 20
"""Deliveries that one transaction looks at."""

log = structlog.get_logger()


async def sweep_erasures(db: Database, *, eraser: Eraser) -> int:
    """Go on with all erasures that are due until none is; how many steps that took.

    Each step is a transaction: persons whom a source asked to erase are erased, or one slice of
    what was kept is looked through. What cannot be done now is put off, and is in the log.
    """
    steps = 0
    while await _step(db, eraser):
        steps += 1
    return steps


async def _step(db: Database, eraser: Eraser) -> bool:
    async with db.begin() as session:
        due = await erasures.claim_erasures(session, TOGETHER)
        if not due:
            return False
        business_id = due[0].business_id
        await scope(session, {business_id})
        group = [row for row in due if _belongs(row, due[0])]
        try:
            async with session.begin_nested():
                await _go_on(business_id, group, eraser, session)
        except Exception as error:
            if is_retryable(error):
                raise
            log.exception("erasure put off", erasures=[str(row.id) for row in group])
            await erasures.put_off(session, business_id, [row.id for row in group])
        return True


def _belongs(row: Row[Any], first: Row[Any]) -> bool:
    """Of one business, and equally far: those can be gone on with together."""
    if row.business_id != first.business_id:
        return False
    if first.erased_at is None:
        return bool(row.id == first.id)
    return row.erased_at is not None and bool(row.position == first.position)


async def _go_on(
    business_id: UUID, group: Sequence[Row[Any]], eraser: Eraser, session: AsyncSession
) -> None:
    first = group[0]
    if first.erased_at is None:
        asked_by = first.asked_by
        await erase_person(
            business_id, first.person_id, asked_by=asked_by, eraser=eraser, session=session
        )
        return
    search = Search(_sought(group, eraser))
    if first.position is None:
        await _empty_answers(group, search, eraser, session)
    await _empty_slice(group, search, session)


def _sought(group: Sequence[Row[Any]], eraser: Eraser) -> Sought:
    sought = Sought()
    for row in group:
        if row.sought is not None:
            sought |= Sought.read(eraser.sealer.open(row.sought))
    return sought


async def _empty_answers(
    group: Sequence[Row[Any]], search: Search, eraser: Eraser, session: AsyncSession
) -> None:
    business_id, until = group[0].business_id, max(row.asked_at for row in group)
    naming = []
    for row in await named.kept_answers(session, business_id, until):
        try:
            names = search.is_named_in(eraser.sealer.open(row.sealed).encode())
        except GoodwordError:
            names = True  # nobody can read it any more, so nobody can say that it names nobody
        if names:
            naming.append(row.key)
    await named.empty_answers(session, business_id, naming)
    # Receivers answer in words of their own, in which nobody is sought: all are emptied.
    await attempts.empty_answers(session, business_id)


def _naming(rows: Sequence[Row[Any]], search: Search) -> list[UUID]:
    return [row.id for row in rows if search.is_named_in(bytes(row.raw), row.facts)]


async def _empty_slice(group: Sequence[Row[Any]], search: Search, session: AsyncSession) -> None:
    ids = [row.id for row in group]
    business_id, until = group[0].business_id, max(row.asked_at for row in group)
    after, limits = group[0].position, (SLICE, SLICE_BYTES)
    rows = await named.deliveries_until(session, business_id, after, until, limits)
    naming = await asyncio.to_thread(_naming, rows, search)  # a large mail takes a second to read
    emptied = await named.empty_deliveries(session, business_id, naming)
    if len(emptied) < len(naming):
        await erasures.put_off(session, business_id, ids)
    elif rows:
        await erasures.advance(session, business_id, ids, rows[-1].id)
    else:
        await erasures.note_swept(session, business_id, ids)
