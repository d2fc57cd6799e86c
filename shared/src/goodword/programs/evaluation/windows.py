"""How long a purchase counts: in whole local days, to the last second of the last one.

Days and not seconds, so that a shop's clock that is a little behind ours closes nobody out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goodword.programs.document.program import WindowStart


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """The moments from which windows run; None where it did not happen (yet)."""

    shared_at: datetime | None = None
    clicked_at: datetime | None = None
    named_at: datetime | None = None
    introduced_at: datetime | None = None

    def of(self, since: WindowStart | str) -> datetime | None:
        """When a window that runs from `since` began."""
        moments: Mapping[str, datetime | None] = {
            WindowStart.SHARE: self.shared_at,
            WindowStart.CLICK: self.clicked_at,
            WindowStart.NAMED: self.named_at,
            WindowStart.INTRODUCTION: self.introduced_at,
        }
        return moments[since]


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day in `zone` that `moment` falls on; at the ends of the calendar, UTC's."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return moment.date()


def days_between(start: datetime, moment: datetime, zone: ZoneInfo) -> int:
    """The whole local days from `start` to `moment`; below zero where it is before."""
    return (local_day(moment, zone) - local_day(start, zone)).days


def window_end(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The first moment that counts no more, in UTC, where a window of `days` began at `start`."""
    try:
        after = local_day(start, zone) + timedelta(days=days + 1)
        return datetime.combine(after, time.min, zone).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
