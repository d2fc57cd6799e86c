"""When everyone is considered, and when a check-in is due: on the business's own clock."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goodword.asking import AskParameters, CheckIn
from goodword.letters.zones import home_of
from notifier.domain.copies import Business

NIGHT = time(4)
"""After every hour that a clock may skip, and before anybody is written to."""
MORNING = time(9)


def zone_of(business: Business) -> ZoneInfo:
    """The business's own clock."""
    [zone] = home_of(business)
    return zone


def today(now: datetime, business: Business) -> date:
    """The date that the business's calendar shows."""
    return now.astimezone(zone_of(business)).date()


def next_night(now: datetime, business: Business, after: date | None = None) -> datetime:
    """The next night from `now` on whose date is later than `after`."""
    zone = zone_of(business)
    day = now.astimezone(zone).date()
    if after is not None and day <= after:
        day = after + timedelta(days=1)
    night = datetime.combine(day, NIGHT, zone)
    return night if night > now else datetime.combine(day + timedelta(days=1), NIGHT, zone)


def morning_of(day: date, business: Business) -> datetime:
    """When the business is told of what is due on `day`."""
    return datetime.combine(day, MORNING, zone_of(business))


def possible_check_ins(last: datetime, business: Business) -> list[date]:
    """When the check-in that follows on the one of `last` may be due, whatever month between its
    bounds the business had chosen when it was planned."""
    parameters = AskParameters.of(business.parameters)
    first, end = parameters.check_in_min_months, parameters.check_in_max_months
    day = today(last, business)
    return [
        CheckIn.after(day, parameters.model_copy(update={"check_in_months": months})).due
        for months in range(first, end + 1)
    ]


def check_in_after(last: datetime, business: Business) -> CheckIn:
    """The check-in that follows on the one of `last`."""
    return CheckIn.after(today(last, business), AskParameters.of(business.parameters))
