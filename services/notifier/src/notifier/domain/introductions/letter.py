"""What a letter about an introduction is made of, and which letter encloses what."""

from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from goodword.events import IntroductionRequested
from goodword.ids import PersonId, ReferralId

REQUEST: Final = "introduction_request"
REMINDERS: Final = {"reminder": "introduction_reminder", "draft": "introduction_draft"}
"""The kinds of the two letters that follow a request, by the step that they are."""

KINDS: Final = frozenset({REQUEST, *REMINDERS.values()})

Step: TypeAlias = Literal["reminder", "draft"]
Enclosed: TypeAlias = Literal["leave", "introduction"]


class IntroductionFacts(BaseModel):
    """Kept with a message until its words are forgotten, by ids alone. Names, and what is known of
    the people, are those that are known while it is composed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    referral: ReferralId
    prospect: PersonId
    rep: PersonId | None = None
    two_step: bool
    rewarded: bool

    @classmethod
    def of(cls, request: IntroductionRequested) -> "IntroductionFacts":
        return cls(
            referral=request.referral_id,
            prospect=request.prospect_id,
            rep=request.rep_id,
            two_step=request.two_step,
            rewarded=request.rewarded,
        )


def step_of(kind: str) -> Step | None:
    """Which reminder a letter of `kind` is, if it is one."""
    steps: dict[str, Step] = {REMINDERS["reminder"]: "reminder", REMINDERS["draft"]: "draft"}
    return steps.get(kind)


def enclosed(kind: str, facts: IntroductionFacts, *, permitted: bool) -> Enclosed:
    """R-INT-03: of two steps the first asks the prospect for leave, unless they gave it; the letter
    that is drafted at last is the introduction itself."""
    if kind == REMINDERS["draft"] or permitted or not facts.two_step:
        return "introduction"
    return "leave"
