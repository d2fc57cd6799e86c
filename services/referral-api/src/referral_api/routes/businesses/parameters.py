"""How a business wants things done, going in and coming out."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from goodword.asking import AskParameters, ServiceParameters
from goodword.numbers import WholeNumber
from referral_api.domain.fields import Colour, LogoUrl, TimeOfDay
from referral_api.domain.forms import Body

ReturnWindow = Annotated[WholeNumber, Field(ge=0, le=730)]


class MailHours(Body):
    """When letters may reach people, by their own clocks; always from `00:00` to `24:00`."""

    opens: TimeOfDay
    closes: TimeOfDay
    weekends: bool | None = Field(
        default=None, description="whether on Saturdays and Sundays too; true, unless it is false"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise PydanticCustomError("mail_hours", "Let `closes` be later than `opens`.")
        return self


class Introductions(Body):
    """How introductions are asked for, in hours and days as they pass."""

    reminder_hours: Annotated[WholeNumber, Field(ge=1, le=8760)] = Field(
        default=48, description="after which a referrer is reminded, once"
    )
    draft_hours: Annotated[WholeNumber, Field(ge=1, le=8760)] = Field(
        default=96, description="after which a referrer is offered a drafted letter, once"
    )
    expire_days: Annotated[WholeNumber, Field(ge=1, le=3650)] = Field(
        default=30, description="after which a request without an introduction expires"
    )
    two_step: bool = Field(
        default=True, description="whether the prospect is asked for leave first"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.reminder_hours >= self.draft_hours:
            raise PydanticCustomError(
                "introductions", "Let `draft_hours` be more than `reminder_hours`."
            )
        return self


class TaxForms(Body):
    """When a business in the US asks whom it pays for a form W-9, or W-8, before it goes on."""

    asked: bool = True
    at_percent: Annotated[WholeNumber, Field(ge=1, le=100)] = Field(
        default=75,
        description="of what may be paid to somebody in a year before it has to be reported: "
        "$600 until 2025, $2,000 since",
    )


class Fraud(Body):
    """What a person looks at before a reward of it goes on."""

    most_people_a_day: Annotated[WholeNumber, Field(ge=1, le=10_000)] | None = Field(
        default=None,
        description="for how many people somebody may be thanked within a day; the rewards of more "
        "are held (`fraud_review`) until a person approves or denies them. No bound if not said",
    )


class Parameters(Body):
    """How the business wants things done."""

    return_window_days: ReturnWindow | None = Field(
        default=None, description="how long buyers may return goods; holds should be as long"
    )
    logo_url: LogoUrl | None = Field(
        default=None, description="shown in letters and pages, at most 180 by 56 pixels large"
    )
    colour: Colour | None = Field(
        default=None, description="of buttons in letters and pages; we choose an ink that contrasts"
    )
    mail_hours: MailHours | None = Field(
        default=None, description="when letters may reach people; 08:00 to 20:00 if not said"
    )
    asking: AskParameters | None = Field(
        default=None, description="when clients are asked for referrals, and how often at most"
    )
    service: ServiceParameters | None = Field(
        default=None, description="when somebody works, and how soon people are answered"
    )
    introductions: Introductions | None = Field(
        default=None, description="when referrers are reminded of introductions, and given up on"
    )
    tax_forms: TaxForms | None = Field(
        default=None, description="when a tax form is asked for; of no effect outside the US"
    )
    fraud: Fraud | None = Field(
        default=None, description="what a person looks at before a reward of it goes on"
    )
    same_mailbox_same_person: bool | None = Field(
        default=None,
        description="whether a.na+x@gmail.com is ana@gmail.com, and so with the +tags of other big "
        "providers; true, unless it is false. It holds for what is heard from then on",
    )
