"""When the gate runs, and when a check-in is due (R-ASK-04, R-ASK-05)."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from goodword.asking.gate import AskReason
from goodword.asking.parameters import AskParameters


@dataclass(frozen=True, slots=True)
class Window:
    """The time after a signal in which an ask may follow from it: the gate runs at `opens`, and
    again on each new fact before `closes`."""

    opens: datetime
    closes: datetime

    @classmethod
    def after(cls, signal_at: datetime, parameters: AskParameters) -> "Window":
        """R-ASK-04: an hour after the signal, until 48 hours after it."""
        return cls(
            signal_at + timedelta(hours=parameters.signal_delay_hours),
            signal_at + timedelta(hours=parameters.window_hours),
        )

    def is_open(self, at: datetime) -> bool:
        return self.opens <= at < self.closes


@dataclass(frozen=True, slots=True)
class CheckIn:
    """When the next check-in may take place, is due, and is overdue; dates of the business."""

    earliest: date
    due: date
    overdue: date

    @classmethod
    def after(cls, last: date, parameters: AskParameters) -> "CheckIn":
        """R-ASK-05: between 3 and 6 calendar months after the last one."""
        return cls(
            add_months(last, parameters.check_in_min_months),
            add_months(last, parameters.check_in_months),
            add_months(last, parameters.check_in_max_months),
        )


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month: 31 August and six months are the 28th
    or 29th of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def window_open(ask: str) -> AskReason:
    """There is a window already in which they may be asked: that of `ask`, as shown."""
    return AskReason("window_open", ask, "none")
