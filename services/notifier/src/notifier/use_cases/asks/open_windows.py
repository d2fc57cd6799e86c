"""A client said something good: a window opens, in which they may be asked once (R-ASK-04)."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock
from goodword.asking import AskParameters
from goodword.database.people import standing_for
from notifier.db import state
from notifier.domain.asks.ask import Ask
from notifier.domain.asks.client import good_word
from notifier.domain.asks.happening import Happening
from notifier.domain.asks.windows import after_signal
from notifier.use_cases.asks.propose import propose


async def open_windows(reports: Sequence[Happening], *, session: AsyncSession) -> None:
    """Open a window for each good word that is not too old. Where one is open for the person the
    word joins it, and one that was heard before opens none; the database sees to both."""
    businesses = await state.businesses(session, {one.business_id for one in reports})
    times = await clock.now_of(session, businesses)
    known = {key: AskParameters.of(one.parameters) for key, one in businesses.items()}
    standing = await standing_for(session, {(one.business_id, one.person_id) for one in reports})
    new: list[tuple[Ask, str]] = []
    for report in sorted(reports, key=lambda one: (one.at, one.id)):
        parameters = known[report.business_id]
        signal = good_word(report, parameters)
        who = report.business_id, standing[report.business_id, report.person_id]
        if signal is None:
            continue
        window = after_signal(who, signal, parameters)
        if window.closes_at > times[report.business_id]:
            new.append((window, "signal"))
    await propose(new, session=session)
