"""The jobs that see to a payout until its end is known."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from goodword import ids
from goodword.jobs import Job, NewJob

HAND_OVER = "hand_over"
NOTICE = "notice_lost_payout"
RECONCILE = "reconcile_payout"
REREAD = "reread_payout"
SURVEY = "survey_payouts"

EXPIRE = "expire_payout"
RESEND = "resend_gift"

FOR_EVER = 1_000_000
"""How often a job of money is tried: until its end is known."""


def hand_over_key(payout_id: UUID) -> str:
    """The key of the one job that sends a payout first."""
    return f"hand_over:{ids.show('pay', payout_id)}"


def hand_over(business_id: UUID, payout_id: UUID) -> NewJob:
    """Send a payout that was opened."""
    payload = {"payout_id": str(payout_id)}
    key = hand_over_key(payout_id)
    return NewJob(business_id, HAND_OVER, key, payload, max_attempts=FOR_EVER)


def notice(business_id: UUID, payout_id: UUID, looks: int, at: datetime) -> NewJob:
    """Look at `at` (the business's time), for the `looks`-th time, whether a payout is lost."""
    key = f"notice:{ids.show('pay', payout_id)}:{looks}"
    payload = {"payout_id": str(payout_id), "looks": looks}
    return NewJob(business_id, NOTICE, key, payload, at, max_attempts=FOR_EVER)


def reconcile(business_id: UUID, payout_id: UUID) -> NewJob:
    """Ask the provider what became of a payout: one job, which goes on until that is known."""
    return _reconcile(business_id, payout_id, f"reconcile:{ids.show('pay', payout_id)}")


def reconcile_again(business_id: UUID, payout_id: UUID, occasion: UUID) -> NewJob:
    """Ask once more, on a person's word: the first job may have come to its end long ago."""
    key = f"reconcile:{ids.show('pay', payout_id)}:{occasion}"
    return _reconcile(business_id, payout_id, key)


def _reconcile(business_id: UUID, payout_id: UUID, key: str) -> NewJob:
    payload = {"payout_id": str(payout_id)}
    return NewJob(business_id, RECONCILE, key, payload, max_attempts=FOR_EVER)


def reread(
    business_id: UUID,
    payout_id: UUID,
    occasion: str,
    at: datetime | None = None,
    *,
    may_resend: bool = False,
) -> NewJob:
    """Ask once how a payout stands, on an occasion: a callback, or a day. `may_resend`: where its
    message did not arrive, it may be sent once more."""
    key = f"reread:{ids.show('pay', payout_id)}:{occasion}"
    payload = {"payout_id": str(payout_id)} | ({"may_resend": True} if may_resend else {})
    return NewJob(business_id, REREAD, key, payload, at)


def resend(business_id: UUID, payout_id: UUID, object_id: str) -> NewJob:
    """Have the provider send its message again: once for a payout, whatever comes of it."""
    key = f"resend:{ids.show('pay', payout_id)}"
    return NewJob(business_id, RESEND, key, {"payout_id": str(payout_id), "object_id": object_id})


def expire(business_id: UUID, payout_id: UUID, valid_until: datetime) -> NewJob:
    """End what we minted ourselves once its last second has passed, in the business's time."""
    key = f"expire:{ids.show('pay', payout_id)}"
    at = valid_until + timedelta(seconds=1)
    return NewJob(business_id, EXPIRE, key, {"payout_id": str(payout_id)}, at, FOR_EVER)


@dataclass(frozen=True, slots=True)
class Survey:
    """Asking a provider about all payouts of a business, those `after` one id; `repeats` daily."""

    provider: str
    occasion: str
    repeats: bool = True
    after: UUID | None = None

    @classmethod
    def of(cls, job: Job) -> Self:
        told = job.payload
        after = UUID(told["after"]) if told["after"] else None
        return cls(told["provider"], told["occasion"], told["repeats"], after)

    def on(self, after: UUID) -> Self:
        """The next page of the same."""
        return replace(self, after=after)

    def job(self, business_id: UUID, at: datetime | None) -> NewJob:
        payload = asdict(self) | {"after": str(self.after) if self.after else None}
        key = f"survey:{self.provider}:{self.occasion}:{self.after or ''}"
        return NewJob(business_id, SURVEY, key, payload, at)


def survey(business_id: UUID, provider: str, now: datetime) -> NewJob:
    """Ask about everything tomorrow, in the business's time: one job for a provider and day."""
    at = now + timedelta(days=1)
    return Survey(provider, f"{at:%Y-%m-%d}").job(business_id, at)
