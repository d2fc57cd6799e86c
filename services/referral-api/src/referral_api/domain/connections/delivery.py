"""What can come of a delivery: facts, nothing, a wait, or a failure that says why."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeAlias

from goodword.errors import GoodwordError
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.connections.mail_report import MailReport
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.privacy import PrivacyAsked
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.referrals.body import IntroductionOfReferralBody, ReferralBody
from referral_api.domain.relationships.bodies import ReportBody
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.sale import ReportedSale

DeliveryState = Literal["received", "applied", "ignored", "waiting", "failed"]

MAX_WAIT = timedelta(days=7)
"""How long a report may wait for what it refers to."""

MAX_BACKOFF_S = 3600
FIRST_BACKOFF_S = 5

MAX_REASON_LENGTH = 500

ReportedFact: TypeAlias = (
    ReportedSale
    | ReportedRefund
    | PartPayment
    | ReferralBody
    | IntroductionOfReferralBody
    | ReportBody
    | MailReport
    | InboundMail
    | ReportedObject
    | PrivacyAsked
    | ReportedPerson
    | Wanted
)


class UnreadableError(GoodwordError):
    """What a sender sent cannot be understood; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Understood, and nothing for us to do; `reason` says why."""

    reason: str


Translation: TypeAlias = tuple[ReportedFact, ...] | Ignored


def backoff_s(attempts: int) -> int:
    """Seconds until a waiting delivery is tried again by itself: 5, 10, 20 … an hour."""
    return int(min(FIRST_BACKOFF_S * 2 ** min(attempts, 20), MAX_BACKOFF_S))
