"""Reports about clients: kept, and said where they are news."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.bus import Said, say
from referral_api.db.people.people import Who
from referral_api.db.people.relationship_counts import count_relationships
from referral_api.db.relationships import reports as db
from referral_api.domain.relationships.facts import FACTS
from referral_api.domain.relationships.reports import ID_OF, Report, ReportKind
from referral_api.domain.relationships.unhappy import is_unhappy
from referral_api.use_cases.people.upsert_people import upsert_people
from referral_api.use_cases.relationships.answer_issue import stop
from referral_api.use_cases.relationships.ask_to_answer import ask_to_answer
from referral_api.use_cases.relationships.ask_to_recover import ask_to_recover
from referral_api.use_cases.relationships.check_extras import check_extras
from referral_api.use_cases.relationships.check_invitations import check_invitations

FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report as it is now; `news` where it was new or changed something. `named` is whom this
    report was about."""

    kind: ReportKind
    row: Row[Any]
    news: bool
    named: UUID

    @property
    def is_new(self) -> bool:
        return self.news and self.row.version == FIRST_VERSION


async def keep_reports(reports: Sequence[Report], *, session: AsyncSession) -> list[KeptReport]:
    """Each report as it is kept, in that order; of any number of businesses and kinds, with a
    constant number of statements. A report that says nothing new says no event."""
    if not reports:
        return []
    people = await upsert_people([each.person for each in reports], session=session)
    keys = [_key(each) for each in reports]
    rows = {
        key: _row(each, known.person_id)
        for key, each, known in sorted(
            zip(keys, reports, people, strict=True), key=lambda one: one[1].as_of
        )
    }
    await check_extras(rows.values(), [each.row for each in people], session=session)
    invitations = [row for key, row in rows.items() if key[0] == "invitation"]
    await check_invitations(invitations, session=session)
    kept = await _kept(rows, session)
    news = [kept[key] for key in dict.fromkeys(keys) if kept[key].news]
    await _say([each for each in news if each.kind in FACTS], session)
    reps = {(each.row.business_id, each.row.id): each.row.rep_id for each in people}
    unhappy = [(ID_OF[each.kind], each.row) for each in news if is_unhappy(each.kind, each.row)]
    await ask_to_recover(unhappy, reps, session=session)
    await _follow_issues(kept, reps, session)
    return [kept[key] for key in keys]


async def _follow_issues(
    kept: "dict[_Key, KeptReport]", reps: Mapping[Who, UUID | None], session: AsyncSession
) -> None:
    """Whoever was told of as resolved was answered; the others wait for it."""
    news = {key: each for key, each in kept.items() if each.kind == "issue" and each.news}
    over = [key for key, each in news.items() if each.row.resolved_at is not None]
    answered = [(news[key].row, news[key].row.resolved_at) for key in over]
    rows = await stop(answered, settles=True, session=session) if answered else []
    for key, row in zip(over, rows, strict=True):
        kept[key] = replace(kept[key], row=row)
    await ask_to_answer([kept[key].row for key in news], reps, session=session)


_Key = tuple[ReportKind, UUID, str | None, str | None, UUID | None]


def _key(report: Report) -> _Key:
    """What makes two reports the same one; without a name each is its own."""
    own = None if report.external_id is not None else ids.new()
    return report.kind, report.business_id, report.source, report.external_id, own


def _row(report: Report, person_id: UUID) -> dict[str, Any]:
    return {
        "business_id": report.business_id,
        "id": ids.new(),
        "person_id": person_id,
        "source": report.source,
        "external_id": report.external_id,
        "as_of": report.as_of,
        "metadata": dict(report.metadata),
        **report.values,
    }


async def _kept(
    rows: Mapping[_Key, Mapping[str, Any]], session: AsyncSession
) -> dict[_Key, KeptReport]:
    kept: dict[_Key, KeptReport] = {}
    for kind in sorted({key[0] for key in rows}):
        mine = {key: row for key, row in rows.items() if key[0] == kind}
        of_id = {row["id"]: key for key, row in mine.items()}
        of_name = {key[1:4]: key for key in mine if key[3] is not None}
        for row in await db.keep_reports(session, kind, list(mine.values())):
            key = of_id.get(row.id) or of_name[(row.business_id, row.source, row.external_id)]
            kept[key] = KeptReport(kind, row, True, rows[key]["person_id"])
        known = [name for name, key in of_name.items() if key not in kept]
        for row in await db.reports_named(session, kind, known) if known else ():
            key = of_name[(row.business_id, row.source, row.external_id)]
            kept[key] = KeptReport(kind, row, False, rows[key]["person_id"])
    return kept


async def _say(news: Sequence[KeptReport], session: AsyncSession) -> None:
    """Say what is new, each with its place among all that is said of its person."""
    left = Counter((each.row.business_id, each.row.person_id) for each in news)
    counted = await count_relationships(session, left)
    said = []
    for each in news:
        who = (each.row.business_id, each.row.person_id)
        left[who] -= 1
        place = counted[who]
        said.append(Said(FACTS[each.kind](each.row), place.seq - left[who], place.last_tx))
    await say(session, said)
