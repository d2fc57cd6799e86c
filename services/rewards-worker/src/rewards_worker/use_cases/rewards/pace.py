"""Somebody who is to be thanked for many people within a day: a person looks before it goes on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.programs import Finding, Outcome, Reason, ReasonCode, Verdict
from rewards_worker.db.rewards.pace import Thanked, others_within_a_day
from rewards_worker.domain.record import Reward
from rewards_worker.use_cases.rewards.standing import Case


async def looked_at(cases: Sequence[Case], *, session: AsyncSession) -> list[Case]:
    """The cases, with the finding where a referrer brings more people within a day than their
    business takes unseen; those of one batch count too. It is kept with the facts, so that only a
    person lets it go on."""
    watched = [one for one in cases if one.business.most_people_a_day is not None]
    if not watched:
        return list(cases)
    before = await others_within_a_day(session, [_thanked(one) for one in watched])
    others = dict(zip(map(id, watched), before, strict=True))
    here: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    return [_found(case, others.get(id(case), frozenset()), here) for case in cases]


def _found(case: Case, others: frozenset[UUID], here: dict[tuple[UUID, UUID], set[UUID]]) -> Case:
    most = case.business.most_people_a_day
    if most is None:
        return case
    referrer, prospect = case.facts.referrer.person_id, case.facts.prospect.person_id
    beside = here[case.business.business_id, referrer]
    beside.add(prospect)
    people = len(others | beside)
    if people <= most:
        return case
    finding = Finding(code=ReasonCode.FRAUD_REVIEW, required=most, actual=people)
    facts = replace(case.facts, findings=(*case.facts.findings, finding))
    return replace(case, facts=facts)


def _thanked(case: Case) -> Thanked:
    people = case.facts.referrer.person_id, case.facts.prospect.person_id
    return Thanked(case.business.business_id, *people, case.business.now)


def taken_for_fraud(reward: Reward) -> Reward:
    """The reward, with the verdict that a person has come to who looked at it."""
    before = Verdict.from_json(reward.verdict)
    blocked = Reason(ReasonCode.FRAUD_BLOCKED, "no fraud", "fraud")
    now = replace(before, outcome=Outcome.DENIED, reasons=(blocked,))
    return replace(reward, verdict=now.as_json())
