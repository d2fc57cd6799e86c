"""A report about a client that the API was told of."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from referral_api.db.people.people import survivors_of
from referral_api.domain.other_content import other_content
from referral_api.domain.relationships.reports import ID_OF, Report
from referral_api.use_cases.relationships.keep_reports import KeptReport, keep_reports

_FIELDS = {"out_of": "rating"}
"""Fields that stand in another one."""


_JUDGED = {"not_counted", "against"}
"""Columns that hold our own verdict."""


async def keep_report(report: Report, *, session: AsyncSession) -> KeptReport:
    """The report as it is kept. RejectedError `report_differs` where it is known, says something
    else, and neither replaces what is known nor is an older version of it."""
    [kept] = await keep_reports([report], session=session)
    if kept.news or (report.is_version and report.as_of < kept.row.as_of):
        return kept
    differing = dict.fromkeys(_differing(report, kept.row))
    if await _is_of_another(kept, session):
        differing["person_ref"] = None
    if differing:
        how = (
            f"What is kept is of {kept.row.as_of.isoformat()}, and holds. A later version replaces "
            "it; another one has an external_id of its own."
        )
        named = kept.kind.replace("_", " ")
        shown = ids.show(ID_OF[kept.kind], kept.row.id)
        raise other_content("report_differs", named, dict.fromkeys(differing, how), shown)
    return kept


def _differing(report: Report, row: Any) -> Iterator[str]:
    for name, value in (*report.values.items(), ("metadata", dict(report.metadata))):
        if name not in _JUDGED and getattr(row, name) != value:
            yield _FIELDS.get(name, name)


async def _is_of_another(kept: KeptReport, session: AsyncSession) -> bool:
    who = kept.row.business_id, kept.row.person_id
    standing = (await survivors_of(session, [who])).get(who, who[1])
    return bool(standing != kept.named)
