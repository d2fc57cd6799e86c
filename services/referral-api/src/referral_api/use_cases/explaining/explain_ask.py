"""Why an ask came to what it came to: from the client's word to what their answer brought."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.projections.tasks import tasks_about
from referral_api.db.referrals.explaining import names_of
from referral_api.db.relationships.explaining import MOST, letter_of, told_of_asking
from referral_api.db.relationships.reports import reports_about
from referral_api.db.relationships.tables import TABLES
from referral_api.domain.explaining.asks import (
    AT,
    stands,
    stands_gently,
    told_answer,
    told_consideration,
    told_reminder,
    told_report,
    told_request,
    told_sending,
)
from referral_api.domain.explaining.story import Entry, Explanation, in_order
from referral_api.domain.relationships.reports import ID_OF, ReportKind
from referral_api.use_cases.asks.look_up import known_ask
from referral_api.use_cases.explaining.explain_referral import explain_referral
from referral_api.use_cases.explaining.telling_tasks import told_task
from referral_api.use_cases.people.look_up import known_person

CLIENT = "The client"
"""How to call somebody of whom no name is known."""

Reports = Mapping[ReportKind, Sequence[Row[Any]]]


async def explain_ask(business_id: UUID, ask_id: UUID, *, session: AsyncSession) -> Explanation:
    """The whole story of an ask, that of the referrals which it brought included; RejectedError
    `not_found`."""
    row = await known_ask(business_id, ask_id, session=session)
    person = await known_person(business_id, row.person_id, session=session, standing=True)
    who = (business_id, person.id)
    name = (await names_of(session, business_id, [person.id])).get(person.id, CLIENT)
    brought = [
        await explain_referral(business_id, each, session=session) for each in row.referral_ids
    ]
    story = [
        *_passed(row, await reports_of(who, session), name),
        *told_request(row, name),
        *_told(row, await told_of_asking(session, who), name),
        *told_sending(row, await letter_of(session, row), name),
        *told_answer(row, name),
        *await _tasks(row, session),
        *(entry for each in brought for entry in each.story),
    ]
    return Explanation(
        sentence=" ".join([stands(row, name), *(each.sentence for each in brought)]),
        for_referrer=_gently(row, brought),
        story=in_order(story),
    )


async def reports_of(who: tuple[UUID, UUID], session: AsyncSession) -> Reports:
    """All that was reported of somebody, by kind."""
    kinds: list[ReportKind] = list(TABLES)
    return {kind: await reports_about(session, kind, who) for kind in kinds}


def _passed(row: Row[Any], reports: Reports, name: str) -> Iterator[Entry]:
    """What opened the window, and what passed with the client until it was over."""
    opened = [
        getattr(each, AT[kind])
        for kind, some in reports.items()
        for each in some
        if ids.show(ID_OF[kind], each.id) == row.signal_id
    ]
    since = min([*opened, *([row.requested_at] if row.requested_at else [])], default=None)
    until = row.sent_at or (row.told_at if row.withheld else None)
    for kind, some in reports.items():
        for each in some:
            for entry in told_report(kind, each, name):
                if _within(entry.at, since, until):
                    yield entry


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return since is not None and since <= at and (until is None or at <= until)


def _told(row: Row[Any], told: Sequence[Row[Any]], name: str) -> Iterator[Entry]:
    """What the gate said of this ask, and how the client was reminded of who they named."""
    shown = ids.show("ask", row.id)
    referrals = {ids.show("ref", each) for each in row.referral_ids}
    for each in told:
        if each.type == "introduction_reminded" and each.data["subject"] in referrals:
            yield told_reminder(each, name)
        if each.type == "ask_withheld" and each.data.get("ask_id") == shown:
            yield told_consideration(each, shown, name)


async def _tasks(row: Row[Any], session: AsyncSession) -> list[Entry]:
    """What people were asked to do for it."""
    about = [ids.show("ask", row.id), *([row.signal_id] if row.signal_id else [])]
    found = await tasks_about(session, row.business_id, about, MOST)
    return [entry for task in found for entry in told_task(task)]


def _gently(row: Row[Any], brought: Sequence[Explanation]) -> str:
    told = dict.fromkeys(each.for_referrer for each in brought)
    return " ".join([stands_gently(row), *told])
