"""Reading what was said of rewards, and telling it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.events import PayoutChanged, RewardSnapshot
from goodword.money import Money
from goodword.programs import Names
from referral_api.db.projections.tasks import tasks_about
from referral_api.db.referrals.explaining import (
    MOST,
    decisions_about,
    told_of_rewards,
)
from referral_api.domain.explaining.payouts import ToldPayout, told_payouts
from referral_api.domain.explaining.refusals import why_refused
from referral_api.domain.explaining.rewards import (
    ToldReward,
    is_nothing,
    stored_verdict,
    told,
    worth,
)
from referral_api.domain.explaining.story import Entry
from referral_api.use_cases.explaining.telling_tasks import told_task


async def tell_rewards(
    session: AsyncSession, business_id: UUID, rewards: Sequence[Row[Any]], names: Names
) -> list[Entry]:
    """Everything that happened to these rewards, and what people decided and did about them."""
    wanted = [reward.id for reward in rewards]
    facts = await told_of_rewards(session, business_id, wanted)
    by_subject: dict[str, list[Row[Any]]] = defaultdict(list)
    for fact in facts:
        by_subject[fact.subject].append(fact)
    story = [
        entry
        for reward in rewards
        for entry in _told_reward(reward, by_subject[ids.show("rwd", reward.id)], names)
    ]
    story += [_told_decision(row) for row in await decisions_about(session, business_id, wanted)]
    shown = [ids.show("rwd", one) for one in wanted]
    for task in await tasks_about(session, business_id, shown, MOST):
        story += told_task(task)
    return story


def standing(reward: Row[Any]) -> ToldReward:
    """A reward as it stands now."""
    amount = _money(reward.amount_minor, reward.currency)
    original = _money(reward.original_minor, reward.currency) or amount
    payouts = _kept_payouts(reward)
    return ToldReward(
        id=ids.show("rwd", reward.id),
        status=reward.status,
        to=reward.to,
        rule=reward.rule,
        worth=worth(amount, reward.points, reward.percent_off, reward.kind),
        original=worth(original, reward.points, reward.percent_off, reward.kind),
        program_version=reward.program_version,
        reason=reward.reason,
        hold_until=reward.hold_until,
        provider=reward.provider,
        verdict=stored_verdict(reward.verdict),
        at=reward.at,
        payout=payouts[-1] if payouts else None,
        is_nothing=is_nothing(amount, reward.points),
        handed_over=_part(reward.balances, reward.currency),
    )


def _told_reward(reward: Row[Any], facts: Sequence[Row[Any]], names: Names) -> Iterator[Entry]:
    """By the feed; what has left it is told by what we keep of the reward for ever."""
    moments = [_moment(fact) for fact in facts]
    snapshots = [moment for moment in moments if moment is not None]
    for number, snapshot in enumerate(snapshots or [standing(reward)]):
        yield from told(snapshot, names, first=number == 0)
    yield from told_payouts([*_told_payouts(facts)], _kept_payouts(reward))


def _told_payouts(facts: Sequence[Row[Any]]) -> Iterator[ToldPayout]:
    for fact in facts:
        if "generation" in fact.data:
            event = PayoutChanged.model_validate(fact.data, extra="ignore")
            yield ToldPayout(
                id=ids.show("pay", event.payout_id),
                generation=event.generation,
                provider=event.provider,
                status=event.status,
                provider_ref=event.provider_ref,
                at=fact.at,
            )


def _kept_payouts(reward: Row[Any]) -> list[ToldPayout]:
    return [
        ToldPayout(
            id=ids.show("pay", UUID(one["id"])),
            generation=one["generation"],
            provider=one["provider"],
            status=one["status"],
            provider_ref=one["provider_ref"],
            at=datetime.fromisoformat(one["at"]),
        )
        for one in reward.payouts
    ]


def _moment(fact: Row[Any]) -> ToldReward | None:
    """The reward as a fact of the feed tells it; None where that is no snapshot of it."""
    if "earned_at" not in fact.data:
        return None
    event = RewardSnapshot.model_validate(fact.data, extra="ignore")
    handover = fact.data.get("handover") or {}
    gift = event.points, event.percent_off, event.kind
    return ToldReward(
        id=fact.subject,
        status=event.status,
        to=event.to,
        rule=event.rule,
        worth=worth(event.amount, *gift),
        original=worth(event.original or event.amount, *gift),
        program_version=event.program_version,
        reason=event.reason,
        hold_until=event.hold_until,
        provider=handover.get("provider"),
        verdict=stored_verdict(event.verdict),
        at=fact.at,
        is_nothing=is_nothing(event.amount, event.points),
        handed_over=_part(
            fact.data.get("balances"), event.amount.currency if event.amount else None
        ),
    )


def _part(balances: Mapping[str, Any] | None, currency: str | None) -> str | None:
    """What was handed over, where more is owed."""
    if not balances or not balances.get("available"):
        return None
    minor = balances["handed_over"]
    return Money(minor=minor, currency=currency).format() if currency else str(minor)


def _told_decision(row: Row[Any]) -> Entry:
    outcome = {"said": "it has not been applied yet", "applied": "it was applied"}
    told = f"{outcome.get(row.status, 'it was refused')}."
    if row.status == "refused":
        told += f" {why_refused(row.decision, row.refusal, row.current, row.allowed)}"
    words = f" They wrote: {row.reason}" if row.reason else ""
    return Entry(
        at=row.at,
        what=f"reward_decision_{row.status}",
        about=ids.show("rwd", row.reward_id),
        sentence=f"A person decided to {row.decision} the reward; {told}{words}",
        actor=row.actor,
    )


def _money(minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else Money(minor=minor, currency=currency)
