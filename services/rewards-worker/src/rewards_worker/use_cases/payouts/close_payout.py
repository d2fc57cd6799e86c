"""The last beat of a payout: what the provider said becomes what we know."""

from dataclasses import dataclass
from typing import TypeAlias

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import events, jobs
from goodword.seal import Sealer
from goodword.setups import LEDGER
from rewards_worker.db.payouts.payout_attempts import end_attempt
from rewards_worker.db.payouts.payout_objects import note_objects
from rewards_worker.db.payouts.payouts import Payout, payout_by_id
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Occurrence, PayoutIssued, PayoutRefused
from rewards_worker.domain.payout import MOVES, OPEN, OUT, REFUSED, PayoutAction, PayoutState
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction
from rewards_worker.ports import Accepted, Canceled, Handover, Held, Issued, Outcome, Rejected
from rewards_worker.use_cases.payouts.hear_further import hear_further
from rewards_worker.use_cases.payouts.late_news import (
    call_a_person,
    can_be_issued,
    is_money,
    issue_late,
    late_reason,
)
from rewards_worker.use_cases.payouts.locked import locked
from rewards_worker.use_cases.payouts.move_on import move_on
from rewards_worker.use_cases.payouts.tell_donation import tell_donation
from rewards_worker.use_cases.payouts.timers import HAND_OVER, expire, hand_over_key, reconcile
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer that says what became of it: perhaps an order, perhaps none."""

    detail: str
    http_status: int | None = None


News: TypeAlias = Outcome | Lost


@dataclass(frozen=True, slots=True)
class _Late:
    """News of a locked payout whose end was known; `asked` for, not the answer to an attempt."""

    reward: Reward
    payout: Payout
    news: News
    asked: bool


async def close_payout(
    payout: Payout, news: News, *, attempt: int | None, sealer: Sealer, session: AsyncSession
) -> Payout | None:
    """Move a payout and its reward to what `news` says; the payout as it then stands.

    `attempt` is the one that `news` answers, None for an inquiry. Of news that comes too late, when
    the end is known already, only money that is out after a refusal counts.
    """
    found = await locked(payout.business_id, payout.id, session=session)
    if found is None:
        return None
    reward, now = found
    if attempt is not None:
        await end_attempt(session, now, attempt, _word(news), **_detail(news))
    await note_objects(session, now, _object_ids(news))
    if now.state not in OPEN:
        late = _Late(reward, now, news, asked=attempt is None)
        await _hear_late(late, sealer, session)
        return await payout_by_id(session, payout.business_id, payout.id)
    after = MOVES.get((now.state, _action(news)), now.state)
    attention = _attention(news) or late_reason(now)
    if after is now.state and attention in (None, now.attention):
        return now
    await move_on(now, after, provider_ref=_ref(news), attention=attention, session=session)
    await _tell_reward(reward, now, news, sealer, session)
    if after in OPEN:
        await jobs.add(session, [reconcile(now.business_id, now.id)])
    else:
        await jobs.settle(session, now.business_id, HAND_OVER, [hand_over_key(now.id)])
    if after is PayoutState.ISSUED:
        await jobs.add(session, _end_of(now, news))
        await _hear_on(now, news, session)
    return await payout_by_id(session, payout.business_id, payout.id)


def _end_of(payout: Payout, news: News) -> list[jobs.NewJob]:
    """When it runs out, where nobody but us can say so."""
    until = news.handover.valid_until if isinstance(news, Issued) else None
    if until is None or payout.provider != LEDGER:
        return []
    return [expire(payout.business_id, payout.id, until)]


async def _hear_on(payout: Payout, news: News, session: AsyncSession) -> None:
    """The same answer may say what became of it since."""
    found = await locked(payout.business_id, payout.id, session=session)
    assert found is not None, "it was just moved"
    await hear_further(*found, news, session=session)


async def _hear_late(late: _Late, sealer: Sealer, session: AsyncSession) -> None:
    reward, payout, news = late.reward, late.payout, late.news
    if payout.state in OUT:
        # That another attempt was refused says nothing of what an earlier one made.
        if late.asked or not isinstance(news, Rejected):
            await hear_further(reward, payout, news, session=session)
    elif payout.state not in REFUSED or isinstance(news, Lost) or not is_money(news):
        log.info("late news", payout=payout.shown_id, state=payout.state, news=_word(news))
    elif isinstance(news, Issued) and can_be_issued(reward, payout):
        handover = _sealed(news, payout.provider, sealer)
        await issue_late(reward, payout, handover, session=session)
        await tell_donation(reward, payout, news.receipt, session=session)
        await _hear_on(payout, news, session)
    else:
        await call_a_person(payout, news, _ref(news), session=session)


async def _tell_reward(
    reward: Reward, payout: Payout, news: News, sealer: Sealer, session: AsyncSession
) -> None:
    occurrence = _occurrence(news, payout.generation)
    if occurrence is None:
        return
    assert reward.standing is not None, "it has a payout"
    told = {"handover": _sealed(news, payout.provider, sealer)} if isinstance(news, Issued) else {}
    change = Change(reward, apply(reward.standing, occurrence), told)
    await record_changes([change], session=session)
    if isinstance(news, Issued):
        await tell_donation(reward, payout, news.receipt, session=session)


def _action(news: News) -> PayoutAction:
    if isinstance(news, Lost) or (isinstance(news, Rejected) and not news.final):
        return PayoutAction.LOSE_TRACK
    return {
        Accepted: PayoutAction.ACCEPT,
        Held: PayoutAction.HOLD,
        Issued: PayoutAction.ISSUE,
        Rejected: PayoutAction.REJECT,
        Canceled: PayoutAction.CANCEL,
    }[type(news)]


def _occurrence(news: News, generation: int) -> Occurrence | None:
    if isinstance(news, Issued):
        return PayoutIssued(generation)
    if isinstance(news, Rejected) and news.final:
        return PayoutRefused(generation, RewardAction.FAIL, news.code)
    if isinstance(news, Canceled):
        return PayoutRefused(generation, RewardAction.FAIL, news.reason)
    return None


def _sealed(news: Issued, provider: str, sealer: Sealer) -> events.Handover:
    handover: Handover = news.handover
    return events.Handover(
        by=handover.by,
        provider=provider,
        provider_ref=news.provider_ref,
        sealed=sealer.seal(handover.secret) if handover.secret is not None else handover.sealed,
        valid_until=handover.valid_until,
    )


def _attention(news: News) -> str | None:
    """Why a person must decide, where only a person can."""
    return news.code if isinstance(news, Rejected) and not news.final else None


def _ref(news: News) -> str | None:
    return None if isinstance(news, Lost | Rejected) else news.provider_ref


def _object_ids(news: News) -> tuple[str, ...]:
    ref = _ref(news)
    others = news.object_ids if isinstance(news, Accepted | Issued) else ()
    return (*([ref] if ref else []), *others)


def _word(news: News) -> str:
    return type(news).__name__.lower()


def _detail(news: News) -> dict[str, object]:
    detail: dict[str, object] = {"http_status": news.http_status}
    if isinstance(news, Held | Rejected):
        detail["code"] = news.code
    if isinstance(news, Lost):
        detail["detail"] = news.detail
    return detail
