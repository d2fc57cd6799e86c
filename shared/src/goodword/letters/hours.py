"""When letters may reach a person: between two times of the clock on their wall.

Clocks on walls jump. What counts is what the wall shows: in the hour that a clock shows twice, both
times; where the opening is in an hour that never comes, the first moment after it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol, Self
from zoneinfo import ZoneInfo

from goodword.letters.zones import Business, Person, home_of, zones_of

LOOK_AHEAD = timedelta(days=5)
"""A moment that is open in all zones comes within a day, or for no zones at all; a weekend may take
two days, and three where it is not everywhere at once, and clocks that jump another."""

DAY = 24 * 60
"""The minutes of a day, and what `24:00` stands for."""


SATURDAY = 5
"""As Python counts the days of a week."""


@dataclass(frozen=True, slots=True)
class MailHours:
    """Open from the minute `opens` of the day and before the minute `closes`; where `weekends` is
    false, on Saturdays and Sundays not at all."""

    opens: int
    closes: int
    weekends: bool = True

    @classmethod
    def read(cls, parameters: Mapping[str, Any]) -> Self:
        """The hours of a business's parameters; the default where it has none, or none of ours."""
        try:
            given = parameters["mail_hours"]
            weekends = given.get("weekends") is not False
            hours = cls(_minute(given["opens"]), _minute(given["closes"]), weekends)
        except (KeyError, TypeError, ValueError, AttributeError):
            return cls(*DEFAULT)
        return hours if 0 <= hours.opens < hours.closes <= DAY else cls(*DEFAULT)

    def are_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether the clocks of `zone` show an open time at `at`."""
        wall = at.astimezone(zone)
        if not self.weekends and wall.weekday() >= SATURDAY:
            return False
        return self.opens <= wall.hour * 60 + wall.minute < self.closes


DEFAULT = (8 * 60, 20 * 60)
"""R-MSG-06: 8 to 20 where the business does not say otherwise."""


class Writer(Business, Protocol):
    """A business that has set hours in which its letters may come."""

    @property
    def parameters(self) -> Mapping[str, Any]: ...


def opening(now: datetime, business: Writer, person: Person) -> datetime:
    """When `person` may be written to, `now` or later.

    Where there is never an open moment in all zones of their place, the business's clock decides.
    """
    hours = MailHours.read(business.parameters)
    found = next_open(now, hours, zones_of(person, business))
    return found or next_open(now, hours, home_of(business)) or now


def next_open(at: datetime, hours: MailHours, zones: Collection[ZoneInfo]) -> datetime | None:
    """The first moment from `at` on that is open in all `zones`; None where none comes.

    Any open time begins at an opening or at a jump of some clock, or has begun already: so no
    other moment need be looked at.
    """
    if all(hours.are_open(at, zone) for zone in zones):
        return at
    begins = {each for zone in zones for each in _beginnings(at, hours, zone)}
    for moment in sorted(each for each in begins if each >= at):
        if all(hours.are_open(moment, zone) for zone in zones):
            return moment
    return None


def _beginnings(at: datetime, hours: MailHours, zone: ZoneInfo) -> Iterator[datetime]:
    first = at.astimezone(zone).date() - timedelta(days=1)
    for day in range(LOOK_AHEAD.days + 2):
        yield from _openings(first + timedelta(days=day), hours, zone)
    yield from _jumps(at, zone)


def _openings(day: date, hours: MailHours, zone: ZoneInfo) -> Iterator[datetime]:
    """Both moments at which the wall may show the opening; one and the same on most days."""
    opens = time(hours.opens // 60, hours.opens % 60)
    for fold in (0, 1):
        yield datetime.combine(day, opens, zone).replace(fold=fold).astimezone(UTC)


def _jumps(at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The minutes from which on the zone has another offset than before."""
    before = at.astimezone(UTC).replace(second=0, microsecond=0)
    for _ in range(LOOK_AHEAD // timedelta(hours=1)):
        after = before + timedelta(hours=1)
        if _offset(before, zone) != _offset(after, zone):
            yield _jump(before, zone)
        before = after


def _jump(before: datetime, zone: ZoneInfo) -> datetime:
    """The first minute of the hour after `before` that has another offset than `before`."""
    old = _offset(before, zone)
    minutes = (before + timedelta(minutes=minute) for minute in range(1, 61))
    return next(each for each in minutes if _offset(each, zone) != old)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
