"""A referral: a referrer brought a prospect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from goodword.events import ReferralCreated
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
    """A referral as a sale needs it; `program_version` is the one that holds for it."""

    business_id: UUID
    referral_id: UUID
    referral_class: ReferralClass
    channel: ReferralChannel
    referrer_id: UUID
    prospect_id: UUID
    program_id: UUID
    program_version: int

    @property
    def pair(self) -> Pair:
        return self.business_id, self.program_id, self.referrer_id, self.prospect_id


def won_row(referral: Referral, at: datetime, source: str) -> dict[str, Any]:
    """A referral that a sale at `at` brought to light: named and won in one."""
    actor = f"source:{source}"
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
        "status": "won",
        "steps": [
            {"status": "named", "at": at, "actor": actor},
            {"status": "won", "at": at, "actor": actor},
        ],
    }


def referral_created(referral: Referral, at: datetime) -> ReferralCreated:
    """The event."""
    return ReferralCreated(
        business_id=referral.business_id,
        referral_id=referral.referral_id,
        referrer_id=referral.referrer_id,
        prospect_id=referral.prospect_id,
        referral_class=referral.referral_class,
        how=referral.channel,
        program_id=referral.program_id,
        program_version=referral.program_version,
        created_at=at,
    )
