"""What a program's version promises about time: how long a purchase counts, which touch decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from goodword.programs import days_between, window_end

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
        return window_end(start, self.days, ZoneInfo(self.zone))

    def holds(self, start: datetime, moment: datetime) -> bool:
        """Whether a purchase at `moment` counts."""
        return 0 <= self._days(start, moment) <= self.days

    def reached(self, start: datetime, moment: datetime) -> bool:
        """Whether `moment` is not before `start`: by whole days, so that a shop's clock that is a
        little behind ours closes nobody out."""
        return self._days(start, moment) >= 0

    def _days(self, start: datetime, moment: datetime) -> int:
        """As rewards are decided by: what is matched here is not told there to be too late."""
        return days_between(start, moment, ZoneInfo(self.zone))
