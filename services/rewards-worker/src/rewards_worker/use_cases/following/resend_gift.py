"""A message that did not arrive is sent once more, where its provider said that it may be."""

from uuid import UUID

import structlog

from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job
from rewards_worker.domain.payout import PayoutState
from rewards_worker.ports import Resends, UnknownOutcomeError
from rewards_worker.use_cases.payouts.desk import Desk
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import again

log = structlog.get_logger()


async def resend_gift(job: Job, *, desk: Desk) -> None:
    """Ask for it, where the message is still missing; whether it arrives is heard as before, and
    until then a person has the task to mend it.

    No value goes out by this. Asked twice, since the answer was lost, the provider refuses unless
    its message failed again. TransientError where the same may be asked later.
    """
    async with desk.db.begin([job.business_id]) as session:
        found = await locked(job.business_id, UUID(job.payload["payout_id"]), session=session)
    if found is None or found[1].state is not PayoutState.DELIVERY_FAILED:
        return
    payout = found[1]
    window = await desk.window(payout.business_id, payout.provider)
    if not isinstance(window.provider, Resends):
        return
    try:
        taken = await window.provider.resend(job.payload["object_id"])
    except UnknownOutcomeError as error:
        raise TransientError(str(error)) from error
    except (TransientError, PermanentError) as error:
        raise await again(window, error, desk) from error
    log.info("a message was asked for again", payout=payout.shown_id, taken=taken)
