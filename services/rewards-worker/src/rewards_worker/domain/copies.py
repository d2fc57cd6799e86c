"""What the rewards know of businesses and people: copies of facts that others own."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from goodword.compliance import Told
from goodword.events.people import Accepts
from goodword.events.settings import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business. `now` is its own time, which in test mode runs ahead of ours. At
    `tax_form_percent` of what has to be reported of a year it asks for a tax form, never where that
    is None. Above `most_people_a_day` that a referrer is to be thanked for somebody looks at it."""

    business_id: UUID
    mode: Mode
    time_zone: str
    currency: str
    industry: str | None
    country: str | None
    region: str | None
    tax_form_percent: int | None = None
    most_people_a_day: int | None = None
    now: datetime

    @property
    def year(self) -> int:
        """The year that it is for the business."""
        return self.now.astimezone(ZoneInfo(self.time_zone)).year

    @property
    def place(self) -> str | None:
        """ISO 3166: `US-FL`, or `US` where no region is known."""
        return f"{self.country}-{self.region}" if self.country and self.region else self.country


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person: who was merged into another one is that one. Nothing but ids is known of who was
    erased. `told` is what a rule of law may ask of them."""

    person_id: UUID
    country: str | None
    region: str | None
    accepts: Accepts
    contact_name: str | None
    contact_email: str | None
    told: Told = field(default_factory=Told)
    first_purchase_at: datetime | None = None
    favourite_restaurant: str | None = None
    favourite_charity: str | None = None
    erased: bool = False
