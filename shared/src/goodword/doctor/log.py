"""The log as one service reads it: does it move, is anything put aside, are there days ahead?"""

from collections.abc import AsyncIterator

from goodword.bus.upkeep import WARN_BELOW_DAYS, RestoredFromDumpError, Upkeep
from goodword.database import Database
from goodword.doctor.finding import Finding
from goodword.settings import Settings

UNREAD_S = 300.0
HELD_BACK_S = 300.0
WAITING_S = 3600.0
"""The same as those of the alerts."""


async def look_at_log(db: Database, settings: Settings) -> AsyncIterator[Finding]:
    """What a service would say of the log if it ran; whether one runs makes no difference."""
    upkeep = Upkeep(db, db.service, transport=settings.bus, keep_days=settings.outbox_days)
    try:
        await upkeep.check_restored()
    except RestoredFromDumpError:
        sentence = "The log was restored from a dump of another PostgreSQL: nobody can read it."
        yield Finding("log_restored", db.service, sentence)
        return
    status = await upkeep.status()
    found = {
        "log_days_run_out": (
            status.days_ahead < WARN_BELOW_DAYS,
            f"The log has partitions for {status.days_ahead} days ahead only.",
        ),
        "log_held_back": (
            status.xmin_stall_s > HELD_BACK_S,
            f"A transaction has been open for {status.xmin_stall_s:.0f} s; every reader waits.",
        ),
        "log_not_read": (
            settings.bus == "log" and status.oldest_unread_s > UNREAD_S,
            f"The oldest fact that it has not read is {status.oldest_unread_s:.0f} s old.",
        ),
        "events_parked": (
            status.parked > 0,
            f"{status.parked} events could not be applied; {status.behind} wait behind them.",
        ),
        "events_wait_too_long": (
            status.waiting_longest_s > WAITING_S,
            f"{status.waiting} events wait for facts that do not come, the first for"
            f" {status.waiting_longest_s:.0f} s.",
        ),
    }
    for code, (is_so, sentence) in found.items():
        if is_so:
            yield Finding(code, db.service, sentence)
