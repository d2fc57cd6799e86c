"""Introductions: what a business wants of them, what shows that one was made, where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from referral_api.domain.referrals.referral import ReferralStatus

Claimed: TypeAlias = Literal["meeting_record", "client_confirmed_and_prospect_replied"]
"""What somebody may say: that the three met, or that the client confirmed it and the prospect
replied. A mail and an opt-in are never said; they come, or they do not."""

EvidenceKind: TypeAlias = Literal[
    "inbound_mail", "opt_in_link", "meeting_record", "client_confirmed_and_prospect_replied"
]
"""What shows an introduction (R-INT-05); a typed name does not."""

REQUESTED: Final[frozenset[ReferralStatus]] = frozenset(
    {"introduction_requested", "permission_given"}
)
"""An introduction was asked for, and is still to come."""

ASKABLE: Final[frozenset[ReferralStatus]] = frozenset(
    {"named", *REQUESTED, "declined", "expired", "lost"}
)
"""A prospect may still say that they want to be introduced."""

NOT_INTRODUCED: Final = "not_introduced"
"""Why a referral expires of which an introduction was asked for, and none came."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How long a business waits for an introduction before it reminds (R-INT-04), offers a drafted
    letter and gives up; `two_step`: the prospect is asked for leave first (R-INT-03)."""

    reminder_hours: int = 48
    draft_hours: int = 96
    expire_days: int = 30
    two_step: bool = True

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "Wishes":
        """Of a business's parameters; what they do not say is as above."""
        said = parameters.get("introductions") or {}
        known = ("reminder_hours", "draft_hours", "expire_days", "two_step")
        return cls(**{name: said[name] for name in known if said.get(name) is not None})

    def due(self, requested_at: datetime) -> dict[str, datetime]:
        """When what follows a request is due, counted in hours as they pass."""
        return {
            "reminder_at": requested_at + timedelta(hours=self.reminder_hours),
            "draft_at": requested_at + timedelta(hours=self.draft_hours),
            "expires_at": requested_at + timedelta(days=self.expire_days),
        }


@dataclass(frozen=True, slots=True)
class Introduction:
    """What is known of a referral's introduction."""

    requested_at: datetime | None
    reminded_at: datetime | None
    made_at: datetime | None
    evidence: Mapping[str, str] | None
    verified: bool


def introduction_of(
    steps: Sequence[Mapping[str, Any]], reminded_at: datetime | None = None
) -> Introduction:
    """Of a referral's steps: the last request, whether it was reminded of, and the first
    introduction that was made."""
    requested = [each for each in steps if each["status"] == "introduction_requested"]
    requested_at = datetime.fromisoformat(requested[-1]["at"]) if requested else None
    made = next((each for each in steps if each["status"] == "introduced"), None)
    evidence = made["evidence"] if made else None
    return Introduction(
        requested_at=requested_at,
        reminded_at=reminded_at if _follows(reminded_at, requested_at) else None,
        made_at=datetime.fromisoformat(made["at"]) if made else None,
        evidence=evidence,
        # Beside the evidence, which is emptied when somebody is erased.
        verified=made.get("verified", True) if made else True,
    )


def _follows(reminded_at: datetime | None, requested_at: datetime | None) -> bool:
    """Whether it is the newest request that was reminded of, and none before it."""
    return reminded_at is not None and requested_at is not None and reminded_at >= requested_at
