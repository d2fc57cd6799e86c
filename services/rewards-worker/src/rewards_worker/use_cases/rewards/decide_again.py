"""What holds rewards in review has perhaps changed: they are decided again, by their own facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.jobs import Job, add
from goodword.programs import Facts, Outcome, Verdict, refunded
from rewards_worker.db.rewards.locked_rewards import held_rewards
from rewards_worker.domain.booking import apply
from rewards_worker.domain.occurrences import Chosen, DecidedAgain
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction
from rewards_worker.domain.worth import left_of, worth_of
from rewards_worker.use_cases.rewards.grounds import Grounds, grounds_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import decide_again_job
from rewards_worker.use_cases.rewards.within_limits import Proposal, within_limits

AT_ONCE = 200


async def decide_again(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Decide the next held rewards of these businesses again; the rest of them in a job of its own.

    What is still held, or would come to something that a limit has no room for, stays as it is.
    """
    for job in jobs:
        after = UUID(job.payload["after"])
        rewards = await held_rewards(session, job.business_id, after, AT_ONCE)
        proposals = [
            _decide(replace(one, facts=_with_terms(one.facts, job.payload)))
            for one in await grounds_of(rewards, session=session)
        ]
        real = [one for one in proposals if one is not None]
        await record_changes(await within_limits(real, session=session), session=session)
        if len(rewards) == AT_ONCE:
            occasion = job.payload["occasion"]
            terms = {key: job.payload[key] for key in _TERMS if key in job.payload}
            following = decide_again_job(
                job.business_id, occasion, after=rewards[-1].id, terms=terms
            )
            await add(session, [following])


_TERMS = ("person_id", "program_id", "terms_sent_at")


def _with_terms(facts: Facts, payload: dict[str, Any]) -> Facts:
    """The facts, with the terms that reached the referrer since."""
    about = payload.get("person_id"), payload.get("program_id")
    if about != (str(facts.referrer.person_id), str(facts.program_id)):
        return facts
    sent = datetime.fromisoformat(payload["terms_sent_at"])
    return replace(facts, referral=replace(facts.referral, terms_sent_at=sent))


def _decide(held: Grounds) -> Proposal | None:
    """The change that the rules make now, if they do. What it uses of its limits it has already."""
    reward, business = held.reward, held.business
    found = held.verdict()
    if found is None or reward.standing is None or found.outcome is Outcome.HELD:
        return None
    before = Verdict.from_json(reward.verdict)
    now = _same_gift(found, before)
    if found.outcome is Outcome.DENIED:
        reason = found.reasons[0].code.value
        denied = DecidedAgain(RewardAction.DENY, reason)
        change = Change(_decided(reward, now), apply(reward.standing, denied), chosen=True)
    else:
        earned = DecidedAgain(
            RewardAction.HOLD, gift=_gift(now, before, held), choice_open=now.choice_is_open
        )
        until = max(business.now, reward.earned_at + timedelta(days=now.hold_days))
        change = Change(
            _decided(reward, now), apply(reward.standing, earned), until=until, chosen=True
        )
    return Proposal(change, held.facts, held.document, None)


def _same_gift(found: Verdict, before: Verdict) -> Verdict:
    """The verdict of now with the rows that the reward counts in, and with the gift of before
    where that is still among what is given: limits have cut it, or somebody has chosen it."""
    now = replace(found, uses=before.uses)
    kinds = {option.kind for option in found.options} or {found.kind}
    if before.kind not in kinds:
        return now
    gift = {
        name: getattr(before, name)
        for name in ("kind", "amount", "points", "percent_off", "item", "where", "valid_days")
    }
    return replace(now, **gift, options=before.options, chosen=before.chosen)


def _gift(now: Verdict, before: Verdict, held: Grounds) -> Chosen | None:
    """The gift, where it is another."""
    original = worth_of(now)
    if original is None or (now.kind, original) == (before.kind, worth_of(before)):
        return None
    return Chosen(original, left_of(refunded(held.document, now, held.now), original))


def _decided(reward: Reward, verdict: Verdict) -> Reward:
    return replace(reward, kind=verdict.kind.value, verdict=verdict.as_json())
