"""Does the ledger still balance? Every business, every invariant."""

from dataclasses import dataclass
from uuid import UUID

from goodword import ids
from goodword.database import Database
from rewards_worker.db.invariants import (
    INVARIANTS,
    businesses_with_ledgers,
    payouts_for_a_person,
    violations,
)


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never be."""

    business_id: UUID
    invariant: str
    detail: str

    def __str__(self) -> str:
        return f"{ids.show('biz', self.business_id)} {self.invariant}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; `for_a_person` counts payouts that only a person can settle."""

    businesses: int
    violations: tuple[Violation, ...]
    for_a_person: int


async def check_ledger(db: Database) -> Report:
    """Check every business, in a short transaction per business and invariant."""
    async with db.begin() as session:
        businesses = await businesses_with_ledgers(session)
    found: list[Violation] = []
    for_a_person = 0
    for business_id in businesses:
        async with db.begin([business_id]) as session:
            for_a_person += await payouts_for_a_person(session)
        for invariant in INVARIANTS:
            async with db.begin([business_id]) as session:
                details = await violations(session, invariant)
            found += [Violation(business_id, invariant, detail) for detail in details]
    return Report(len(businesses), tuple(found), for_a_person)
