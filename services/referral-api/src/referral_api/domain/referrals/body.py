"""Referrals as they are written to us."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from goodword.ids import PersonId, ProgramId, ReferralId
from goodword.moments import Moment
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.refs import PersonRefBody
from referral_api.domain.referrals.introductions import Claimed

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]

Need = Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class EvidenceBody(Body):
    """What shows that it happened: its kind, and where it can be found, such as an id in a CRM."""

    kind: Reason = Field(examples=["crm"])
    ref: Line | None = None

    @property
    def stored(self) -> dict[str, str]:
        return {"kind": self.kind, **({"ref": self.ref} if self.ref else {})}


class ReferralBody(Body):
    """`POST /v1/referrals`: a referrer gave a name. Unique by program, referrer and prospect."""

    program_id: ProgramId
    referrer_ref: PersonRefBody
    prospect_ref: PersonRefBody
    permission: bool = Field(description="whether the prospect agreed to be named")
    context: Annotated[str, StringConstraints(min_length=1, max_length=5000)] | None = Field(
        default=None, description="how they know each other"
    )
    need: Need | None = Field(default=None, description="why it may be of use to the prospect")
    rep_id: PersonId | None = None
    metadata: Annotated[dict[Line, Line], Field(max_length=20)] = Field(default_factory=dict)


class MoveBody(Body):
    """Why, when, and what shows it. Without `at` it is now; `at` is never in the future."""

    reason: Reason | None = Field(default=None, examples=["no_need"])
    at: Moment | None = None
    evidence: EvidenceBody | None = None


class AdvanceBody(MoveBody):
    """`POST /v1/referrals/{id}/advance`: `permission_given` is the prospect's leave to be
    introduced, `declined` the referrer's word that they will not."""

    status: Literal["permission_given", "declined", "contacted", "qualified"]


class RequestBody(Body):
    """`POST /v1/referrals/{id}/request_introduction`."""

    wanted: Literal["permission", "introduction"] = Field(
        default="introduction", description="what is asked of the referrer"
    )
    two_step: bool | None = Field(
        default=None,
        description="whether the prospect is asked for leave first; as the business has it, where "
        "it is not said",
    )


class IntroductionEvidence(Body):
    """What shows that an introduction was made, and where it is found: a typed name is none. Mails
    and opt-ins show it by themselves, when they come."""

    kind: Claimed
    ref: Annotated[Line, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        description="where it is found, such as the meeting's id in a calendar"
    )

    @property
    def stored(self) -> dict[str, str]:
        return {"kind": self.kind, "ref": self.ref}


class IntroductionBody(Body):
    """`POST /v1/referrals/{id}/introductions`. Without `at` it is now; never in the future."""

    evidence: IntroductionEvidence
    at: Moment | None = None


class IntroductionOfReferralBody(IntroductionBody):
    """The same, of a referral by its id: what a webhook says, which has no path to name it."""

    referral_id: ReferralId
