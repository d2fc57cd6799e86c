"""The timers of referrals."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from goodword import ids
from goodword.jobs import NewJob

EXPIRE: Final = "expire_referral"
"""The window of a referral ends."""

EXPIRE_REQUEST: Final = "expire_introduction"
"""An introduction that was asked for has not come in time."""


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
