"""What `goodword doctor` says of the ledger."""

from collections.abc import AsyncIterator

from goodword.database import Database
from goodword.doctor import Finding
from rewards_worker.use_cases.ledger.check_ledger import check_ledger


async def look_at_ledger(_: object, db: Database) -> AsyncIterator[Finding]:
    """Each invariant that does not hold, and payouts that only a person can settle."""
    report = await check_ledger(db)
    for violation in report.violations:
        yield Finding("ledger_violated", db.service, f"{violation}.")
    if report.unchecked:
        sentence = f"The ledgers of {report.unchecked} businesses could not be checked."
        yield Finding("ledger_unchecked", db.service, sentence)
    if report.for_a_person:
        sentence = f"{report.for_a_person} payouts may be out or not, and are not paid again."
        yield Finding("payouts_for_a_person", db.service, sentence)
