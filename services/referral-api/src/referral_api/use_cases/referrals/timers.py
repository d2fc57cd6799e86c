"""The timers of referrals."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row

from goodword import ids
from goodword.jobs import NewJob
from referral_api.domain.referrals.retention import kept_until

EXPIRE: Final = "expire_referral"
"""The window of a referral ends."""

EXPIRE_REQUEST: Final = "expire_introduction"
"""An introduction that was asked for has not come in time."""

FORGET_PROSPECT: Final = "forget_prospect"
"""A reason to know a prospect ends."""


def expiry_of_request(
    business_id: UUID, referral_id: UUID, requested_at: datetime, expires_at: datetime
) -> NewJob:
    """The job that gives up waiting for what was requested then."""
    shown = ids.show("ref", referral_id)
    return NewJob(
        business_id=business_id,
        kind=EXPIRE_REQUEST,
        dedupe_key=f"{EXPIRE_REQUEST}:{shown}:{requested_at.isoformat()}",
        payload={"referral_id": str(referral_id), "requested_at": requested_at.isoformat()},
        run_at=expires_at,
    )


def expiries(ending: Iterable[tuple[UUID, UUID, datetime | None]]) -> list[NewJob]:
    """One job for each (business, referral) and end of its window."""
    return [
        NewJob(
            business_id=business_id,
            kind=EXPIRE,
            dedupe_key=f"{ids.show('ref', referral_id)}:{ends_at.isoformat()}",
            payload={"referral_id": str(referral_id)},
            run_at=ends_at,
        )
        for business_id, referral_id, ends_at in ending
        if ends_at is not None
    ]


def forgetting(ending: Iterable[tuple[UUID, UUID, datetime | None]]) -> list[NewJob]:
    """One job for each (business, prospect) and moment at which a reason to know them ends."""
    return [
        NewJob(
            business_id=business_id,
            kind=FORGET_PROSPECT,
            dedupe_key=f"{FORGET_PROSPECT}:{ids.show('per', person_id)}:{ends_at.isoformat()}",
            payload={"person_id": str(person_id)},
            run_at=ends_at,
        )
        for business_id, person_id, ends_at in ending
        if ends_at is not None
    ]


def forgetting_after(row: Row[Any], taken: Mapping[str, Any]) -> list[NewJob]:
    """The job for the prospect of a referral's row that has come to its end with the step `taken`;
    none where that lets us know them as long as before."""
    ends_at = kept_until(taken["status"], [*row.steps, taken])
    return forgetting([(row.business_id, row.prospect_id, ends_at)])
