"""A referral: a referrer brought a prospect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from goodword.events.referrals import ReferralChannel, ReferralClass

ReferralStatus = Literal[
    "named",
    "introduction_requested",
    "permission_given",
    "introduced",
    "declined",
    "contacted",
    "qualified",
    "won",
    "lost",
    "expired",
    "withdrawn",
]


Pair: TypeAlias = tuple[UUID, UUID, UUID, UUID]
"""What makes it one referral: business, program, referrer and prospect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral as a sale needs it; `program_version` is the one that holds for it.

    `named_at` is when somebody gave the name, `window_ends_at` the first moment that counts no
    more, None while its window has not begun.
    """

    business_id: UUID
    referral_id: UUID
    referral_class: ReferralClass
    channel: ReferralChannel
    referrer_id: UUID
    prospect_id: UUID
    program_id: UUID
    program_version: int
    status: ReferralStatus
    named_at: datetime | None = None
    introduced_at: datetime | None = None
    introduction_verified: bool = True
    window_ends_at: datetime | None = None

    @property
    def pair(self) -> Pair:
        return self.business_id, self.program_id, self.referrer_id, self.prospect_id


PERMISSION = "permission"
"""What the step shows with which somebody agreed to be named."""


def step(status: ReferralStatus, at: datetime, actor: str, **evidence: str) -> dict[str, Any]:
    """One step of a referral's history, as it is kept; `evidence` tells what showed it."""
    return {"status": status, "at": at.isoformat(), "actor": actor, "evidence": evidence}


def named_row(referral: Referral, named: dict[str, Any], **told: Any) -> dict[str, Any]:
    """The row of a new referral, whose first step is `named`."""
    return {
        "business_id": referral.business_id,
        "id": referral.referral_id,
        "program_id": referral.program_id,
        "program_version": referral.program_version,
        "referrer_id": referral.referrer_id,
        "prospect_id": referral.prospect_id,
        "rep_id": None,
        "class": referral.referral_class,
        "channel": referral.channel,
        "status": referral.status,
        "steps": [named],
        "context": None,
        "need": None,
        "permission": None,
        "window_ends_at": referral.window_ends_at,
        "metadata": {},
        **told,
    }
