"""The jobs that see to a payout until its end is known."""

from datetime import datetime
from uuid import UUID

from goodword.jobs import NewJob
from rewards_worker.db.payouts import Payout

NOTICE = "notice_lost_attempt"
RECONCILE = "reconcile_payout"


def notice(business_id: UUID, payout_id: UUID, occasion: str, at: datetime) -> NewJob:
    """Look at `at` (the business's time) whether the worker that began an attempt is lost."""
    return NewJob(
        business_id,
        NOTICE,
        f"notice:{payout_id}:{occasion}",
        {"payout_id": str(payout_id), "occasion": occasion},
        at,
    )


def reconcile(payout: Payout) -> NewJob:
    """Ask the provider what became of a payout: one job, which goes on until that is known."""
    return NewJob(
        payout.business_id,
        RECONCILE,
        f"reconcile:{payout.id}",
        {"payout_id": str(payout.id)},
        None,
    )
