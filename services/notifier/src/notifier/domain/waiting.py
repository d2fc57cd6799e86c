"""Why a letter that is due waits, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from goodword.letters.hours import MailHours, next_open
from goodword.letters.zones import home_of, whose_clock, zones_of
from notifier.domain.copies import Business, Person

WaitReason = Literal["hours_of_person", "hours_of_place", "hours_of_business", "mail_server"]
_BY_CLOCK: Mapping[str, WaitReason] = {
    "person": "hours_of_person",
    "place": "hours_of_place",
    "business": "hours_of_business",
}


@dataclass(frozen=True, slots=True)
class Wait:
    """`sends_after` is when it ends by the business's clock; None where nobody knows."""

    reason: WaitReason
    sends_after: datetime | None = None


MAIL_SERVER = Wait("mail_server")
"""The channel takes no mail now; it is tried until the message is too old."""


def wait_of(now: datetime, business: Business, person: Person) -> Wait | None:
    """The wait for the hours in which `person` may be written to; None where that is now.

    Where there is never an open moment in all zones of their place, the business's clock decides.
    """
    hours = MailHours.read(business.parameters)
    opens = next_open(now, hours, zones_of(person, business))
    reason = _BY_CLOCK[whose_clock(person, business)]
    if opens is None:
        opens, reason = next_open(now, hours, home_of(business)) or now, "hours_of_business"
    return Wait(reason, opens) if opens > now else None
