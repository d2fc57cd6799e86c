"""Events of topic `referrals`: how a name becomes a sale.

Those that are stages may earn a reward: they freeze in what that is decided by.
"""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from goodword.events.event import Actor, Event, KeyedHash, Value, Word
from goodword.ids import PersonId, ProgramId, ReferralId
from goodword.programs import Cause, Facts, Person, Referral, Referrer

ReferralClass = Literal["passive_lead", "named_referral", "active_referral"]
ReferralChannel = Literal["code", "link", "named", "lead", "slip"]


class ReferrerSales(Value):
    """How many referred sales the referrer had, the one at hand included where there is one."""

    in_month: int = Field(default=1, ge=0)
    in_year: int = Field(default=1, ge=0)
    lifetime: int = Field(default=1, ge=0)


class ReferralStanding(Value):
    """What a decision about a stage looks at, as it was when the stage was reached."""

    depth: int = Field(default=1, ge=1, description="1: referred directly")
    shared_at: AwareDatetime | None = None
    terms_sent_at: AwareDatetime | None = None
    discussed_at: AwareDatetime | None = None
    favourites_at: AwareDatetime | None = None
    prospect_is_new: bool
    prospect_country: str | None = None
    prospect_tags: tuple[str, ...] = ()
    household: tuple[KeyedHash, ...] = ()
    referrer_sales: ReferrerSales = Field(description="before any sale of this referral")
    referrer_tenure_days: int | None = None
    referrer_country: str | None = None
    referrer_tags: tuple[str, ...] = ()
    referrer_household: tuple[KeyedHash, ...] = ()
    rep_id: PersonId | None = None
    introduction_verified: bool = Field(
        default=True, description="false where the introduction is known by an unsigned mail alone"
    )


class ReferralStage(Event):
    """A referral has reached a stage that a program may reward."""

    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")
    stage: ClassVar[Cause]

    referral_id: ReferralId
    referrer_id: PersonId
    prospect_id: PersonId
    referral_class: ReferralClass
    how: ReferralChannel
    program_id: ProgramId | None = None
    program_version: int | None = None
    named_at: AwareDatetime | None = None
    introduced_at: AwareDatetime | None = None
    standing: ReferralStanding | None = Field(
        default=None, description="none where there is nothing to decide about"
    )

    @property
    def reached_at(self) -> datetime:
        """When the stage was reached."""
        raise NotImplementedError

    @property
    def facts(self) -> Facts | None:
        """What a decision about it rests on, as far as it is frozen in; None where nothing can
        come of it. Nobody named whom only a code brought, nor whom they may not name."""
        frozen = self.standing
        if frozen is None or self.program_id is None or self.program_version is None:
            return None
        if self.stage is Cause.NAMED and self.referral_class == "passive_lead":
            return None
        return Facts(
            cause=self.stage,
            moment=self.reached_at,
            program_id=self.program_id,
            program_version=self.program_version,
            prospect=Person(
                person_id=self.prospect_id,
                country=frozen.prospect_country,
                tags=frozen.prospect_tags,
                household=frozen.household,
            ),
            prospect_is_new=frozen.prospect_is_new,
            referrer=self._referrer(frozen),
            referral=Referral(
                referral_class=self.referral_class,
                channel=self.how,
                depth=frozen.depth,
                shared_at=frozen.shared_at,
                named_at=self.named_at,
                introduced_at=self.introduced_at,
                terms_sent_at=frozen.terms_sent_at,
                introduction_verified=frozen.introduction_verified,
            ),
            rep=Person(person_id=frozen.rep_id) if frozen.rep_id else None,
        )

    def _referrer(self, frozen: ReferralStanding) -> Referrer:
        return Referrer(
            person_id=self.referrer_id,
            country=frozen.referrer_country,
            tags=frozen.referrer_tags,
            household=frozen.referrer_household,
            sales_in_month=frozen.referrer_sales.in_month,
            sales_in_year=frozen.referrer_sales.in_year,
            sales_lifetime=frozen.referrer_sales.lifetime,
            tenure_days=frozen.referrer_tenure_days,
            favourites_at=frozen.favourites_at,
            discussed_at=frozen.discussed_at,
        )


class ReferralCreated(ReferralStage):
    """A referrer has referred a prospect: with their leave, they are named."""

    name: ClassVar[str] = "referral-created"
    stage: ClassVar[Cause] = Cause.NAMED

    created_at: AwareDatetime

    @property
    def reached_at(self) -> datetime:
        return self.created_at


class ReferralNamed(ReferralStage):
    """The prospect of a referral that was a mere lead has agreed to be named."""

    name: ClassVar[str] = "referral-named"
    stage: ClassVar[Cause] = Cause.NAMED

    program_id: ProgramId
    program_version: int
    actor: Actor
    agreed_at: AwareDatetime

    @property
    def reached_at(self) -> datetime:
        return self.agreed_at


class IntroductionMade(ReferralStage):
    """The referrer has introduced the prospect, as evidence shows. Where it is not `verified`,
    anybody may have written the mail that shows it, and somebody is to look before it earns."""

    name: ClassVar[str] = "introduction-made"
    stage: ClassVar[Cause] = Cause.INTRODUCED

    program_id: ProgramId
    program_version: int
    evidence_kind: Word = Field(description="inbound_mail, opt_in_link, meeting_record, …")
    verified: bool
    actor: Actor | None = Field(default=None, description="who said so, where somebody did")
    made_at: AwareDatetime

    @property
    def reached_at(self) -> datetime:
        return self.made_at


class ReferralQualified(ReferralStage):
    """The prospect was found worth pursuing."""

    name: ClassVar[str] = "referral-qualified"
    stage: ClassVar[Cause] = Cause.QUALIFIED

    program_id: ProgramId
    program_version: int
    actor: Actor
    qualified_at: AwareDatetime

    @property
    def reached_at(self) -> datetime:
        return self.qualified_at


class ReferralContacted(Event):
    """Somebody of the business talked to the prospect, so nobody needs to introduce them any more;
    `was` is the status that it had."""

    name: ClassVar[str] = "referral-contacted"
    topic: ClassVar[str] = "referrals"
    about: ClassVar[tuple[str, str]] = ("ref", "referral_id")

    referral_id: ReferralId
    was: Word
    actor: Actor
    contacted_at: AwareDatetime


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
