"""What rewards rest on, as it is known now: enough to ask the rules again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.compliance import law_for
from goodword.programs import Facts, ProgramDocument, Verdict, decide
from rewards_worker.db import state
from rewards_worker.db.programs import signed_places
from rewards_worker.db.rewards.rewards import Key
from rewards_worker.domain.copies import Business
from rewards_worker.domain.facts import lawful_facts
from rewards_worker.domain.record import Reward
from rewards_worker.use_cases.rewards.counting import Counted, with_totals
from rewards_worker.use_cases.rewards.documents import documents_of
from rewards_worker.use_cases.rewards.facts_behind import Behind, facts_behind


@dataclass(frozen=True, slots=True)
class Grounds:
    """A reward, and all that it is decided by; `now` with what refunds have left."""

    reward: Reward
    facts: Facts
    now: Facts
    document: ProgramDocument
    business: Business
    signed: frozenset[str]

    def verdict(self) -> Verdict | None:
        """What its rule comes to now, were no limit used."""
        law = law_for(self.business.industry, self.business.place, self.signed)
        verdicts = decide(self.document, self.facts, {}, law)
        return next((one for one in verdicts if one.rule == self.reward.rule), None)


async def grounds_of(rewards: Sequence[Reward], *, session: AsyncSession) -> list[Grounds]:
    """Those of the rewards whose facts we have, with what people do and hold as it is known now."""
    if not rewards:
        return []
    behind = await facts_behind(rewards, session=session)
    versions = {one.id: (one.business_id, one.program_id, one.program_version) for one in rewards}
    documents = await documents_of(versions.values(), session=session)
    signed = await signed_places(session, set(versions.values()))
    businesses = await state.businesses(session, {one.business_id for one in rewards})
    people = await state.people(session, _people(rewards, behind))
    known = {person_id: person for (_, person_id), person in people.items()}
    found = []
    for one in rewards:
        if (facts := behind.get(one.key)) is not None:
            business, version = businesses[one.business_id], versions[one.id]
            then = lawful_facts(facts.then, business, known)
            place = documents[version], business, signed[version]
            found.append(Grounds(one, then, facts.now, *place))
    totals = await with_totals([_counted(one) for one in found], session=session)
    return [replace(one, facts=facts) for one, facts in zip(found, totals, strict=True)]


def _counted(one: Grounds) -> Counted:
    reward = one.reward
    return Counted(one.facts, one.business, reward.id, reward.earned_at, one.document.currency)


def _people(rewards: Sequence[Reward], behind: Mapping[Key, Behind]) -> set[tuple[UUID, UUID]]:
    """Referrers and prospects, of whom more may be known by now."""
    return {
        (one.business_id, person.person_id)
        for one in rewards
        if one.key in behind
        for person in (behind[one.key].then.referrer, behind[one.key].then.prospect)
    }
