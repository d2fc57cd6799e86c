"""What holds rewards in review has perhaps changed: they are decided again, by their own facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.compliance import law_for
from goodword.jobs import Job, add
from goodword.programs import Facts, Outcome, ProgramDocument, Verdict, decide, refunded
from rewards_worker.db import state
from rewards_worker.db.programs import signed_places
from rewards_worker.db.rewards.locked_rewards import held_rewards
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.booking import apply
from rewards_worker.domain.copies import Business
from rewards_worker.domain.facts import lawful_facts
from rewards_worker.domain.occurrences import Chosen, DecidedAgain
from rewards_worker.domain.record import Reward
from rewards_worker.domain.reward import RewardAction
from rewards_worker.domain.worth import left_of, worth_of
from rewards_worker.use_cases.rewards.documents import documents_of
from rewards_worker.use_cases.rewards.facts_behind import Behind, facts_behind
from rewards_worker.use_cases.rewards.reach import reach_of
from rewards_worker.use_cases.rewards.record_changes import Change, record_changes
from rewards_worker.use_cases.rewards.timers import decide_again_job
from rewards_worker.use_cases.rewards.within_limits import Proposal, within_limits

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Held:
    """A reward in review, and all that it is decided by; `now` with what refunds have left."""

    reward: Reward
    facts: Facts
    now: Facts
    document: ProgramDocument
    business: Business
    signed: frozenset[str]


async def decide_again(jobs: Sequence[Job], *, session: AsyncSession) -> None:
    """Decide the next held rewards of these businesses again; the rest of them in a job of its own.

    What is still held, or would come to something that a limit has no room for, stays as it is.
    """
    for job in jobs:
        after = UUID(job.payload["after"])
        rewards = await held_rewards(session, job.business_id, after, AT_ONCE)
        proposals = [_decide(one) for one in await _held(rewards, job.payload, session)]
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


async def _held(
    rewards: Sequence[Reward], payload: dict[str, Any], session: AsyncSession
) -> list[_Held]:
    if not rewards:
        return []
    behind = await facts_behind(rewards, session=session)
    versions = {one.id: (one.business_id, one.program_id, one.program_version) for one in rewards}
    documents = await documents_of(versions.values(), session=session)
    signed = await signed_places(session, set(versions.values()))
    reach = await reach_of(rewards, session=session)
    people = await state.people(session, _people(rewards, behind))
    known = {person_id: person for (_, person_id), person in people.items()}
    held = []
    for one in rewards:
        found = behind.get(one.key)
        if found is not None:
            business, version = reach.business(one), versions[one.id]
            facts = lawful_facts(_with_terms(found.then, payload), business, known)
            document = documents[version]
            held.append(_Held(one, facts, found.now, document, business, signed[version]))
    return held


def _people(rewards: Sequence[Reward], behind: Mapping[Key, Behind]) -> set[tuple[UUID, UUID]]:
    """Referrers and prospects, of whom more may be known by now."""
    return {
        (one.business_id, person.person_id)
        for one in rewards
        if one.key in behind
        for person in (behind[one.key].then.referrer, behind[one.key].then.prospect)
    }


def _with_terms(facts: Facts, payload: dict[str, Any]) -> Facts:
    """The facts, with the terms that reached the referrer since."""
    about = payload.get("person_id"), payload.get("program_id")
    if about != (str(facts.referrer.person_id), str(facts.program_id)):
        return facts
    sent = datetime.fromisoformat(payload["terms_sent_at"])
    return replace(facts, referral=replace(facts.referral, terms_sent_at=sent))


def _decide(held: _Held) -> Proposal | None:
    """The change that the rules make now, if they do. What it uses of its limits it has already."""
    reward, business = held.reward, held.business
    law = law_for(business.industry, business.place, held.signed)
    verdicts = decide(held.document, held.facts, {}, law)
    found = next((one for one in verdicts if one.rule == reward.rule), None)
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


def _gift(now: Verdict, before: Verdict, held: _Held) -> Chosen | None:
    """The gift, where it is another."""
    original = worth_of(now)
    if original is None or (now.kind, original) == (before.kind, worth_of(before)):
        return None
    return Chosen(original, left_of(refunded(held.document, now, held.now), original))


def _decided(reward: Reward, verdict: Verdict) -> Reward:
    return replace(reward, kind=verdict.kind.value, verdict=verdict.as_json())
