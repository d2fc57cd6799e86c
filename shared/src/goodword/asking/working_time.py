"""How long answers take: hours in which somebody works, beside those that pass (R-SLA-04). Holidays
are not known here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Hours = Annotated[int, Field(ge=1, le=24 * 30)]
SATURDAY: Final = 5
"""As Python counts the days of a week."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST: Final = timedelta(days=3652)


class ServiceParameters(BaseModel):
    """`business.parameters.service`: when somebody works, and how soon they answer; what is not
    given is as the method has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: TimeOfDay = Field(default="09:00", description="on the business's clock (choice)")
    closes: TimeOfDay = Field(default="17:00", description="on the business's clock (choice)")
    weekends: bool = Field(default=False, description="whether on Saturdays and Sundays too")
    answer_hours: Hours = Field(
        default=4, description="of work until a question is first answered (choice)"
    )
    settle_days: Annotated[int, Field(ge=1, le=30)] = Field(
        default=1, description="of work until there is what they asked for, or a plan (choice)"
    )
    contact_hours: Hours = Field(
        default=1, description="of work until an introduced prospect is contacted (source)"
    )
    contact_at_most_hours: Hours = Field(
        default=24, description="until then, whether anybody works or not (source)"
    )

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """A day of work is some minutes long."""
        if self.opens >= self.closes:
            raise ValueError("closes is later than opens")
        return self

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Self:
        """Those of a business's parameters, which were checked when they were set."""
        return cls.model_validate(parameters.get("service") or {})

    @property
    def day(self) -> timedelta:
        """A day's work, by the clock on the wall."""
        return timedelta(minutes=_minute(self.closes) - _minute(self.opens))


@dataclass(frozen=True, slots=True)
class Taken:
    """How long something took, in seconds: as they passed, and of those in which somebody works."""

    seconds: int
    working_seconds: int


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours of work of a business, by the clock on its wall."""

    parameters: ServiceParameters
    zone: ZoneInfo

    def taken(self, start: datetime, end: datetime) -> Taken:
        """From `start` to `end`, which is not before it. Of what took longer than ten years the
        work of the last ten is counted, and of a time before there were computers none."""
        first = max(start, EPOCH)
        first = end - LONGEST if end - first > LONGEST else first
        worked = timedelta()
        day = self._day_of(first)
        while (opens := self._at(day, self.parameters.opens)) < end:
            closes = self._at(day, self.parameters.closes)
            if self._is_worked(day):
                worked += max(min(closes, end) - max(opens, first), timedelta())
            day += timedelta(days=1)
        return Taken(int((end - start).total_seconds()), int(worked.total_seconds()))

    def after(self, start: datetime, work: timedelta) -> datetime:
        """When so much work is done that begins at `start`; in UTC."""
        left, day = work, self._day_of(start)
        while True:
            begins = max(self._at(day, self.parameters.opens), start)
            has = self._at(day, self.parameters.closes) - begins
            if self._is_worked(day) and has > timedelta():
                if has >= left:
                    return (begins + left).astimezone(UTC)
                left -= has
            day += timedelta(days=1)

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _is_worked(self, day: date) -> bool:
        return self.parameters.weekends or day.weekday() < SATURDAY

    def _at(self, day: date, wall: str) -> datetime:
        """In UTC, so that differences are what passed, also where the clock jumps."""
        minute = _minute(wall)
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)


def _minute(wall: str) -> int:
    hour, minute = wall.split(":")
    return int(hour) * 60 + int(minute)
