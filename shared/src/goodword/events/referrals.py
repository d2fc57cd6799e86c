"""Events of topic `referrals`: how a name becomes a sale."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from goodword.events.event import Actor, Event, Word
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


class ReferralQualified(Event):
    """The prospect was found worth pursuing. What a decision needs is frozen in."""

    name: ClassVar[str] = "referral-qualified"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    referrer_id: PersonId
    prospect_id: PersonId
    referral_class: ReferralClass
    how: ReferralChannel
    program_id: ProgramId
    program_version: int
    named_at: AwareDatetime | None = None
    introduced_at: AwareDatetime | None = None
    actor: Actor
    qualified_at: AwareDatetime


class ReferralLost(Event):
    """Nothing will come of it, as somebody found; `was` is the status that it had."""

    name: ClassVar[str] = "referral-lost"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    was: Word
    reason: Word | None = None
    actor: Actor
    lost_at: AwareDatetime


class ReferralWithdrawn(Event):
    """The prospect said no, for good; `was` is the status that the referral had."""

    name: ClassVar[str] = "referral-withdrawn"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    was: Word
    reason: Word | None = None
    actor: Actor
    withdrawn_at: AwareDatetime


class ReferralExpired(Event):
    """Its window ended before anything came of it; `was` is the status that it had."""

    name: ClassVar[str] = "referral-expired"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    was: Word
    reason: Word | None = None
    expired_at: AwareDatetime
