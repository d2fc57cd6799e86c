"""Jobs that nobody does, cannot be done, or may have been done."""

from collections.abc import AsyncIterator

from sqlalchemy import text

from goodword.database import Database
from goodword.doctor.finding import Finding

LATE_S = 900
"""So long may a job be due before somebody should look; claiming takes seconds."""

_TROUBLE = text("select * from jobs_in_trouble(:late_s)")

SENTENCES = {
    "overdue": "Jobs {kind} that are due and not begun: {jobs}, the first for {longest_s:.0f} s.",
    "stuck": "Jobs {kind} that a process began which is gone: {jobs}.",
    "failing": "Jobs {kind} that failed three times or more, and are tried again: {jobs}.",
    "dead": "Jobs {kind} that can never work as they are: {jobs}.",
    "unknown": "Jobs {kind} of which nobody knows whether they are done: {jobs}.",
}


async def look_at_jobs(db: Database) -> AsyncIterator[Finding]:
    """Of all businesses, by kind."""
    async with db.begin() as session:
        rows = (await session.execute(_TROUBLE, {"late_s": LATE_S})).all()
    for row in sorted(rows, key=lambda row: (row.trouble, row.kind)):
        sentence = SENTENCES[row.trouble].format(**row._mapping)
        yield Finding(f"jobs_{row.trouble}", db.service, sentence)
