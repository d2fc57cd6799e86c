"""Events about introductions: asked for, allowed, refused. Who was introduced is said by a stage of
the referral, `introduction-made`."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from goodword.events.event import Actor, Event, Word
from goodword.events.relationships import Wanted
from goodword.ids import MessageId, PersonId, ReferralId


class IntroductionRequested(Event):
    """A referrer is to introduce their prospect. What is to follow while they do not is fixed with
    the request, by the clock of the business: one reminder, then one offer of a drafted letter."""

    name: ClassVar[str] = "introduction-requested"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    referrer_id: PersonId
    prospect_id: PersonId
    rep_id: PersonId | None = None
    wanted: Wanted = "introduction"
    two_step: bool = Field(description="the prospect is asked for leave first")
    rewarded: bool = Field(default=False, description="the referrer may get something for it")
    actor: Actor | None = Field(default=None, description="who asked for it, where somebody did")
    requested_at: AwareDatetime
    reminder_at: AwareDatetime
    draft_at: AwareDatetime
    expires_at: AwareDatetime


class IntroductionPermitted(Event):
    """The prospect agreed to be introduced: the second letter may follow."""

    name: ClassVar[str] = "introduction-permitted"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    referrer_id: PersonId
    prospect_id: PersonId
    evidence_kind: Word
    actor: Actor
    permitted_at: AwareDatetime


class IntroductionDeclined(Event):
    """The referrer will not introduce their prospect."""

    name: ClassVar[str] = "introduction-declined"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    referrer_id: PersonId
    prospect_id: PersonId
    reason: Word | None = None
    actor: Actor
    declined_at: AwareDatetime


class IntroductionReminded(Event):
    """A referrer was reminded of an introduction that was asked of them."""

    name: ClassVar[str] = "introduction-reminded"
    topic: ClassVar[str] = "messages"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")
    keyed_by: ClassVar[tuple[str, str]] = ("per", "person_id")

    referral_id: ReferralId
    person_id: PersonId
    step: Literal["reminder", "draft"]
    message_id: MessageId
    reminded_at: AwareDatetime
