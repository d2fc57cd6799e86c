"""The jobs that see to a payout until its end is known."""

from datetime import datetime
from uuid import UUID

from goodword import ids
from goodword.jobs import NewJob

HAND_OVER = "hand_over"
NOTICE = "notice_lost_payout"
RECONCILE = "reconcile_payout"

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
