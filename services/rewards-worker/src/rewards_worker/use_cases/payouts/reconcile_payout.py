"""Finding out what became of a payout, by asking, and by sending the same again."""

from uuid import UUID

from goodword.errors import PermanentError, TransientError
from goodword.jobs import Job
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.domain.payout import OUT, PayoutState
from rewards_worker.ports import (
    Accepted,
    MakesLinks,
    NotFound,
    Outcome,
    Provider,
    UnknownOutcomeError,
    UnknownWordError,
)
from rewards_worker.use_cases.payouts.attempts import Attempt, begin
from rewards_worker.use_cases.payouts.desk import Desk, Window
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.send import again, record_news, send, set_up_is_missing

ASKED = frozenset({PayoutState.ACCEPTED, PayoutState.HELD, PayoutState.UNKNOWN})
"""What the provider is asked about; `submitting` still has a worker, or will be noticed."""


async def reconcile_payout(job: Job, *, desk: Desk) -> None:
    """Ask the provider; where it knows nothing, send the same bytes under the same key again.

    "Not found" is never proof that nothing was or will be paid, so no other key is ever used, and
    once this one may be forgotten a person decides. TransientError while the end is not known.
    """
    payout = await _payout(job, desk)
    if payout is None or payout.state not in ASKED or payout.attention:
        return
    try:
        window = await desk.window(payout.business_id, payout.provider)
    except PermanentError as error:
        raise set_up_is_missing(error) from error
    after = await _find_out(payout, window, desk)
    if after is not None and after.state in ASKED and not after.attention:
        raise TransientError(f"{after.shown_id} is still {after.state}")


async def _find_out(payout: Payout, window: Window, desk: Desk) -> Payout | None:
    if window.provider.can_inquire:
        try:
            outcome = await inquire(window.provider, payout)
        except UnknownOutcomeError as error:
            if isinstance(error, UnknownWordError):
                desk.does_not_understand(window, error)
            raise TransientError(str(error)) from error
        except (TransientError, PermanentError) as error:
            raise await again(window, error, desk) from error
        await desk.takes_us(window)
        if not isinstance(outcome, NotFound):
            return await record_news(payout, outcome, desk)
    if payout.provider_ref is not None:
        return payout  # there was an order, so its provider will find it again
    attempt = await desk.db.retrying(lambda: _begin_again(payout, desk))
    return await send(attempt, desk) if attempt else None


async def inquire(provider: Provider, payout: Payout) -> Outcome | NotFound:
    """What became of a payout, with its link where nobody has that yet; errors as a provider's."""
    outcome = await provider.inquire(payout.idem_key)
    made = isinstance(outcome, Accepted) and outcome.linkless and payout.state not in OUT
    if isinstance(outcome, Accepted) and made and isinstance(provider, MakesLinks):
        return await provider.make_link(outcome)
    return outcome


async def _begin_again(payout: Payout, desk: Desk) -> Attempt | None:
    """Another attempt with the same key, or a person's turn."""
    async with desk.db.begin([payout.business_id]) as session:
        found = await locked(payout.business_id, payout.id, session=session)
        if found is None or found[1].state not in ASKED or found[1].attention:
            return None
        return await begin(found[1], session=session)


async def _payout(job: Job, desk: Desk) -> Payout | None:
    async with desk.db.begin([job.business_id]) as session:
        found = await locked(job.business_id, UUID(job.payload["payout_id"]), session=session)
        return found[1] if found else None
