"""What people have had before, put into the facts where a rule of law may limit it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.compliance import is_regulated
from goodword.programs import Facts, Person
from rewards_worker.db.rewards.had import Asked, Had, had_before
from rewards_worker.domain.copies import Business


@dataclass(frozen=True, slots=True)
class Counted:
    """Facts of a business, and the reward before which to count: its id, time and currency."""

    facts: Facts
    business: Business
    reward_id: UUID
    at: datetime
    currency: str

    @property
    def is_asked(self) -> bool:
        """Outside regulated industries no rule limits what is promised in this way."""
        return is_regulated(self.business.industry)

    def asked(self, person: Person) -> Asked:
        business = self.business
        who = business.business_id, person.person_id
        return Asked(*who, self.reward_id, self.at, self.currency, business.time_zone)


async def with_totals(wanted: Sequence[Counted], *, session: AsyncSession) -> list[Facts]:
    """The facts of each, in their order; one statement for all."""
    counted = [one for one in wanted if one.is_asked]
    asked = [one.asked(each) for one in counted for each in _both(one.facts)]
    found = iter(await had_before(session, asked))
    return [
        _having(one.facts, next(found), next(found)) if one.is_asked else one.facts
        for one in wanted
    ]


def _both(facts: Facts) -> tuple[Person, Person]:
    return facts.referrer, facts.prospect


def _having(facts: Facts, referrer: Had, prospect: Had) -> Facts:
    return replace(
        facts,
        referrer=_person(facts.referrer, referrer),
        prospect=_person(facts.prospect, prospect),
    )


P = TypeVar("P", bound=Person)


def _person(person: P, had: Had) -> P:
    return replace(person, had_in_year=had.in_year, had_in_12_months=had.in_12_months)
