"""Events of topic `referrals`: how a name becomes a sale."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from goodword.events.event import Event
from goodword.ids import PersonId, ProgramId, ReferralId

ReferralClass = Literal["passive_lead", "named_referral", "active_referral"]
ReferralChannel = Literal["code", "link", "named", "lead", "slip"]


class ReferralCreated(Event):
    """A referrer has referred a prospect."""

    name: ClassVar[str] = "referral-created"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    referrer_id: PersonId
    prospect_id: PersonId
    referral_class: ReferralClass
    how: ReferralChannel
    program_id: ProgramId | None = None
    program_version: int | None = None
    created_at: AwareDatetime
