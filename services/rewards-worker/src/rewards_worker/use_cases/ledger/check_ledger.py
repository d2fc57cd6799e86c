"""Does the ledger still balance? Every business, every invariant."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog

from goodword import ids
from goodword.database import Database, is_retryable
from rewards_worker.db.invariants import (
    INVARIANTS,
    businesses_with_ledgers,
    violations,
)
from rewards_worker.db.payouts.attention import oldest_open, payouts_for_a_person

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never be."""

    business_id: UUID
    invariant: str
    detail: str

    def __str__(self) -> str:
        return f"{ids.show('biz', self.business_id)} {self.invariant}: {self.detail}"


@dataclass(slots=True)
class Report:
    """What a check found.

    `unchecked` counts businesses whose check the database could not finish, `for_a_person` payouts
    that only a person can settle, `oldest_open` is how long the oldest payout has been open.
    """

    businesses: int
    violations: list[Violation] = field(default_factory=list)
    unchecked: int = 0
    for_a_person: int = 0
    oldest_open: timedelta = timedelta(0)


async def check_ledger(db: Database) -> Report:
    """Check every business, in a short transaction per business and invariant."""
    async with db.begin() as session:
        businesses = await businesses_with_ledgers(session)
    report = Report(len(businesses))
    for business_id in businesses:
        try:
            await _check(business_id, report, db)
        except Exception as error:
            if not is_retryable(error):
                raise
            report.unchecked += 1
            shown = ids.show("biz", business_id)
            log.warning("a ledger could not be checked", business_id=shown, error=str(error))
    return report


async def _check(business_id: UUID, report: Report, db: Database) -> None:
    async with db.begin([business_id]) as session:
        report.for_a_person += await payouts_for_a_person(session)
        report.oldest_open = max(report.oldest_open, await oldest_open(session))
    for invariant in INVARIANTS:
        async with db.begin([business_id]) as session:
            details = await violations(session, invariant)
        report.violations += [Violation(business_id, invariant, detail) for detail in details]
