"""The middle beat of a payout: the call, outside of any transaction."""

from typing import NoReturn

from goodword.errors import PermanentError, TransientError
from rewards_worker.db.payouts import Payout, end_attempt
from rewards_worker.ports import UnknownOutcomeError
from rewards_worker.use_cases.payouts.attempts import Attempt
from rewards_worker.use_cases.payouts.close_payout import Lost, News, close_payout
from rewards_worker.use_cases.payouts.desk import SET_UP_RETRY_AFTER_S, Desk


async def send(attempt: Attempt, desk: Desk) -> Payout | None:
    """Send an attempt that was committed, with the bytes and the key of its payout.

    TransientError where nothing was made by it, and the same is to be sent again later.
    """
    payout = attempt.payout
    provider = desk.providers[payout.provider]
    news: News
    try:
        news = await provider.submit(payout.request, payout.idem_key)
    except UnknownOutcomeError as error:
        news = Lost(str(error), error.http_status)
    except (TransientError, PermanentError) as error:
        await _nothing_made(attempt, error, desk)
    else:
        desk.takes_us(payout.provider)
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
) -> NoReturn:
    payout = attempt.payout
    async with desk.db.begin([payout.business_id]) as session:
        await end_attempt(session, payout, attempt.number, "nothing_made", detail=str(error))
    raise again(payout.provider, error, desk) from error


def again(provider: str, error: TransientError | PermanentError, desk: Desk) -> TransientError:
    """When to come back; until our set-up is mended nothing is tried in vain too often."""
    if isinstance(error, TransientError):
        return error
    desk.refuses_us(provider, error)
    return TransientError(str(error), retry_after_s=SET_UP_RETRY_AFTER_S)
