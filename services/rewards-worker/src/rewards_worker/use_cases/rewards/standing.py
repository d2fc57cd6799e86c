"""What stands behind what may earn: all that a decision about it needs, loaded at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import StateUnseenError
from goodword.compliance import Law, law_for
from goodword.programs import Facts, ProgramDocument, people_in
from rewards_worker.db import state
from rewards_worker.db.programs import VersionKey, signed_places
from rewards_worker.db.rewards.had import LAST
from rewards_worker.domain.copies import Business, Person
from rewards_worker.domain.earning import Earning
from rewards_worker.domain.facts import facts_of
from rewards_worker.use_cases.rewards.counting import Counted, with_totals
from rewards_worker.use_cases.rewards.documents import documents_of


@dataclass(frozen=True, slots=True)
class Case:
    """A sale that belongs to a referral, or a stage of one, with what decides about it."""

    earning: Earning
    business: Business
    facts: Facts
    document: ProgramDocument
    signed: frozenset[str]

    @property
    def law(self) -> Law:
        """The law for its business, with what is signed for."""
        return law_for(self.business.industry, self.business.place, self.signed)

    @property
    def program(self) -> tuple[UUID, UUID]:
        return self.earning.business_id, self.earning.frozen.program_id


async def standing_behind(session: AsyncSession, earnings: Sequence[Earning]) -> list[Case]:
    """A case for each of these; StateUnseenError where state is missing."""
    if not earnings:
        return []
    known = _Known(
        await state.businesses(session, {one.business_id for one in earnings}),
        await state.people(
            session,
            {(one.business_id, each) for one in earnings for each in people_in(one.frozen)},
        ),
        await documents_of({_version(one) for one in earnings}, session=session),
        await signed_places(session, {_version(one) for one in earnings}),
    )
    waits = {one.event_id: missing for one in earnings if (missing := known.missing(one))}
    if waits:
        raise StateUnseenError(waits)
    cases = [known.case(one) for one in earnings]
    totals = await with_totals([_counted(one) for one in cases], session=session)
    return [replace(one, facts=facts) for one, facts in zip(cases, totals, strict=True)]


def _counted(case: Case) -> Counted:
    """What is about to be made counts all that is there."""
    business = case.business
    return Counted(case.facts, business, LAST, business.now, case.document.currency)


def _version(earning: Earning) -> VersionKey:
    return earning.business_id, earning.frozen.program_id, earning.frozen.program_version


class _Known:
    """What was found, and which of it something that may earn still misses."""

    def __init__(
        self,
        businesses: Mapping[UUID, Business],
        people: Mapping[tuple[UUID, UUID], Person],
        documents: Mapping[VersionKey, ProgramDocument],
        signed: Mapping[VersionKey, frozenset[str]],
    ) -> None:
        self._signed = signed
        self._businesses = businesses
        self._documents = documents
        self._people: dict[UUID, dict[UUID, Person]] = defaultdict(dict)
        for (business_id, person_id), person in people.items():
            self._people[business_id][person_id] = person

    def missing(self, earning: Earning) -> list[str]:
        """What it waits for, as it is written where events wait."""
        missing = []
        if earning.business_id not in self._businesses:
            missing.append(f"business:{ids.show('biz', earning.business_id)}")
        known = self._people[earning.business_id]
        missing += [
            f"person:{ids.show('per', one)}"
            for one in people_in(earning.frozen)
            if one not in known
        ]
        if _version(earning) not in self._documents:
            shown = ids.show("prg", earning.frozen.program_id)
            missing.append(f"program:{shown}:{earning.frozen.program_version}")
        return missing

    def case(self, earning: Earning) -> Case:
        business = self._businesses[earning.business_id]
        people = self._people[earning.business_id]
        return Case(
            earning=earning,
            business=business,
            facts=facts_of(
                earning.frozen, business, {one: people[one] for one in people_in(earning.frozen)}
            ),
            document=self._documents[_version(earning)],
            signed=self._signed[_version(earning)],
        )
