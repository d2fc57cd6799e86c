"""When it is to be looked whether an introduced prospect has heard from us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from goodword import ids
from goodword.events import IntroductionMade
from goodword.jobs import NewJob

LATE: Final = "late_contact"
"""The kind of job that looks."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A contact that is owed since an introduction was `made`, first by its rep, and from
    `at_most` on by the business."""

    made: IntroductionMade
    rep_id: UUID | None
    due_at: datetime
    at_most: datetime

    @property
    def subjects(self) -> tuple[str, str, str]:
        """The referral, whom to contact, and who introduced them."""
        made = self.made
        people = (made.prospect_id, made.referrer_id)
        prospect, referrer = (ids.show("per", each) for each in people)
        return ids.show("ref", made.referral_id), prospect, referrer


def late_jobs(owed: Owed) -> list[NewJob]:
    """One job for each who is told: the owner, and then their manager (R-SLA-02)."""
    shown, *_ = owed.subjects
    return [
        NewJob(
            business_id=owed.made.business_id,
            kind=LATE,
            dedupe_key=f"{LATE}:{shown}:{told}",
            payload={
                "subjects": owed.subjects,
                "told": told,
                "rep_id": str(owed.rep_id) if owed.rep_id and told == "owner" else None,
            },
            run_at=at,
        )
        for told, at in (("owner", owed.due_at), ("manager", owed.at_most))
    ]
