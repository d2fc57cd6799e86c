"""Something passed between a client and the business: keep it, and see what it means for asking."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.events import Envelope
from notifier.db.asks import happenings
from notifier.domain.asks.happening import Happening, happening_of
from notifier.use_cases.asks.finish_care import finish_care, lock_cared_for
from notifier.use_cases.asks.jobs_of_asks import look_again
from notifier.use_cases.asks.open_windows import open_windows
from notifier.use_cases.asks.plan_check_ins import plan_check_ins
from notifier.use_cases.messages.open_messages import check_seen


async def note_reports(batch: Sequence[Envelope[Any]], *, session: AsyncSession) -> None:
    """Keep the newest version of each report; what is good opens a window, and the windows that are
    open are looked at again; contacts end the tasks that asked for them. StateUnseenError where the
    person or the business is unknown yet."""
    await check_seen(session, [(one.business_id, one.event.person_id, one.id) for one in batch])
    reports = _newest([happening_of(one.event) for one in batch])
    await lock_cared_for(reports, session=session)
    saved = await happenings.save(session, reports)
    if not saved:
        return
    await look_again({(one.business_id, one.person_id) for one in saved}, session=session)
    await open_windows(saved, session=session)
    await plan_check_ins(saved, session=session)
    await finish_care(saved, session=session)


def _newest(reports: Sequence[Happening]) -> list[Happening]:
    newest: dict[Any, Happening] = {}
    for one in reports:
        key = one.business_id, one.kind, one.id
        if key not in newest or one.version > newest[key].version:
            newest[key] = one
    return list(newest.values())
