"""A task asked a person to look in on a client, and they did: what the client said is a report like
any other (R-ASK-05)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import clock, ids
from referral_api.domain.people.refs import person_ref
from referral_api.domain.relationships.contacts import CONFIRMED, why_not
from referral_api.domain.relationships.reports import Report
from referral_api.domain.tasks import NOT_PLEASED, PLEASED, Did
from referral_api.use_cases.people.look_up import known_person
from referral_api.use_cases.relationships.keep_reports import keep_reports

SOURCE: Final = "task"
"""The source of reports that tasks brought, each named by its task, of which there is one."""


async def note_check_in(task: Row[Any], did: Did, *, session: AsyncSession) -> None:
    """Keep the contact, and an issue where the client is not pleased; of who was erased nothing."""
    person = await known_person(
        task.business_id, ids.read("per", task.subjects[0]), session=session, standing=True
    )
    if person.erased_at is None:
        at = await clock.now(session, task.business_id)
        await keep_reports(list(_reports(task, person, did, at)), session=session)


def _reports(task: Row[Any], person: Row[Any], did: Did, at: datetime) -> Iterator[Report]:
    told = {
        "business_id": task.business_id,
        "person": person_ref(task.business_id, person.id, None),
        "source": SOURCE,
        "external_id": ids.show("tsk", task.id),
        "as_of": at,
    }
    kind = CONFIRMED if did.outcome == PLEASED else "checking_in"
    contact = {
        "rep_id": task.assignee_id,
        "kind": kind,
        "value": did.proof,
        "evidence": None,
        "occurred_at": at,
        "not_counted": why_not(kind, did.proof, None),
    }
    yield Report(**told, kind="value_contact", values=contact)
    if did.outcome == NOT_PLEASED:
        issue = {"kind": "complaint", "opened_at": at, "resolved_at": None}
        yield Report(**told, kind="issue", values=issue)
