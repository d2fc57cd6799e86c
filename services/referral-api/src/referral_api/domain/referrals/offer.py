"""What a program's version promises about time: how long a purchase counts, which touch decides."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Touch = Literal["last", "first"]
Since = Literal["share", "click", "named", "introduction"]


@dataclass(frozen=True, slots=True)
class Offer:
    """`days` from the day of `since`, to the last second of the local day in `zone` (IANA)."""

    days: int
    since: Since
    touch: Touch
    zone: str

    def ends_at(self, start: datetime) -> datetime:
        """The first moment that counts no more, where the window began at `start`."""
        zone = ZoneInfo(self.zone)
        try:
            after = self._day(start) + timedelta(days=self.days + 1)
            return datetime.combine(after, time.min, zone).astimezone(UTC)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)

    def holds(self, start: datetime, moment: datetime) -> bool:
        """Whether a purchase at `moment` counts."""
        return self.reached(start, moment) and moment < self.ends_at(start)

    def reached(self, start: datetime, moment: datetime) -> bool:
        """Whether `moment` is not before `start`: by whole days, so that a shop's clock that is a
        little behind ours closes nobody out."""
        return self._day(start) <= self._day(moment)

    def _day(self, moment: datetime) -> date:
        try:
            return moment.astimezone(ZoneInfo(self.zone)).date()
        except OverflowError:
            return moment.date()
