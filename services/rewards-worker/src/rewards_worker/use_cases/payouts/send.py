"""The middle beat of a payout: the call, outside of any transaction."""

from goodword.errors import PermanentError, TransientError
from rewards_worker.db.payouts.payout_attempts import end_attempt
from rewards_worker.db.payouts.payouts import Payout
from rewards_worker.ports import UnknownOutcomeError
from rewards_worker.use_cases.payouts.attempts import Attempt
from rewards_worker.use_cases.payouts.close_payout import Lost, News, close_payout
from rewards_worker.use_cases.payouts.desk import SET_UP_RETRY_AFTER_S, Desk, Window


async def send(attempt: Attempt, desk: Desk) -> Payout | None:
    """Send an attempt that was committed, with the bytes and the key of its payout.

    TransientError where nothing was made by it, and the same is to be sent again later.
    """
    payout = attempt.payout
    news: News
    try:
        window = await desk.window(payout.business_id, payout.provider)
    except PermanentError as error:
        await _nothing_made(attempt, error, desk)
        raise set_up_is_missing(error) from error
    try:
        news = await window.provider.submit(payout.request, payout.idem_key)
    except UnknownOutcomeError as error:
        news = Lost(str(error), error.http_status)
    except (TransientError, PermanentError) as error:
        await _nothing_made(attempt, error, desk)
        raise await again(window, error, desk) from error
    else:
        await desk.takes_us(window)
    return await record_news(payout, news, desk, attempt=attempt.number)


async def record_news(
    payout: Payout, news: News, desk: Desk, *, attempt: int | None = None
) -> Payout | None:
    """Write down what is known now, in a transaction of its own."""

    async def work() -> Payout | None:
        async with desk.db.begin([payout.business_id]) as session:
            return await close_payout(
                payout, news, attempt=attempt, sealer=desk.sealer, session=session
            )

    after = await desk.db.retrying(work)
    if after is not None and after.attention:
        desk.needs_a_person(after.shown_id, after.attention)
    return after


async def _nothing_made(
    attempt: Attempt, error: TransientError | PermanentError, desk: Desk
) -> None:
    payout = attempt.payout
    async with desk.db.begin([payout.business_id]) as session:
        await end_attempt(session, payout, attempt.number, "nothing_made", detail=str(error))


async def again(
    window: Window, error: TransientError | PermanentError, desk: Desk
) -> TransientError:
    """When to come back; until our set-up is mended nothing is tried in vain too often."""
    if isinstance(error, TransientError):
        return error
    await desk.refuses_us(window, error)
    return set_up_is_missing(error)


def set_up_is_missing(error: PermanentError) -> TransientError:
    """Nothing goes on until somebody has mended it."""
    return TransientError(str(error), retry_after_s=SET_UP_RETRY_AFTER_S)
