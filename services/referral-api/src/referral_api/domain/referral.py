"""A referral: a referrer brought a prospect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral as a sale needs it."""

    referral_id: UUID
    referral_class: ReferralClass
    channel: ReferralChannel
    referrer_id: UUID
    prospect_id: UUID
    program_id: UUID
    program_version: int
    named_at: datetime
