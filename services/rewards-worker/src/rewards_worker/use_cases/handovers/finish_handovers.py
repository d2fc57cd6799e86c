"""A person has handed a reward over: its payout is out."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.seal import Sealer
from goodword.tasks import DoneTask, cancel_tasks
from rewards_worker.db.payouts.payout_keys import open_payouts_of, payouts_of_keys
from rewards_worker.domain.by_hand import HAND_OVER_REWARD
from rewards_worker.ports import Handover, Issued, Receipt
from rewards_worker.use_cases.payouts.close_payout import close_payout
from rewards_worker.use_cases.payouts.locked import locked

PAID_ALREADY = "paid_already"


async def finish_handovers(
    done: Sequence[DoneTask], *, sealer: Sealer, session: AsyncSession
) -> None:
    """Issue what was handed over; where there is a code to pass on, that goes with it, sealed.

    What was handed over after its task had been called off is late news of the payout, and nobody
    shall hand the same over again: the task of a later payout is called off.
    """
    keys = {(one.task.business_id, UUID(one.task.occasion)): one for one in done}
    for key, row in (await payouts_of_keys(session, keys)).items():
        found = await locked(row.business_id, row.id, session=session)
        assert found is not None, "its key is there"
        await close_payout(
            found[1], _issued(keys[key]), attempt=None, sealer=sealer, session=session
        )
        if keys[key].late:
            later = await open_payouts_of(session, [(row.business_id, row.reward_id)])
            occasions = [(one.business_id, HAND_OVER_REWARD, str(one.idem_key)) for one in later]
            await cancel_tasks(session, occasions, PAID_ALREADY)


def _issued(done: DoneTask) -> Issued:
    handover = Handover("us", sealed=done.task.sealed)
    # The proof of the task is the receipt, which stays where it was given.
    shown = ids.show("tsk", done.task.id)
    return Issued(provider_ref=shown, handover=handover, receipt=Receipt(shown))
