"""`/v1/value_contacts` and `/v1/issues`: what clients got, and what they wait for."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.asking import IssueKind
from goodword.ids import IssueId, PersonId
from referral_api.domain.forms import Line
from referral_api.domain.relationships.bodies import (
    IssueBody,
    ReplyBody,
    ResolveBody,
    ValueContactBody,
)
from referral_api.domain.relationships.contacts import ContactKind
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.answers import ok
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.relationships.keeping import KeepingDep, ReportsDep
from referral_api.routes.relationships.objects import IssueObject, ValueContactObject
from referral_api.routes.relationships.reviews import known
from referral_api.use_cases.relationships.answer_issue import answer_issue
from referral_api.use_cases.relationships.resolve_issue import resolve_issue
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["relationships"])


@router.post(
    "/v1/value_contacts",
    status_code=201,
    response_model=ValueContactObject,
    responses=known(ValueContactObject),
)
async def post_value_contact(
    body: ValueContactBody, caller: WriteCaller, keeping: KeepingDep
) -> Response:
    """Log a contact with a client; `counts` tells whether it earns the right to ask."""
    return await keeping.run(caller.business_id, body, ValueContactObject)


@router.get("/v1/value_contacts", response_model=ListOf[ValueContactObject])
async def get_value_contacts(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    rep_id: PersonId | None = None,
    kind: ContactKind | None = None,
    source: Line | None = None,
    external_id: Line | None = None,
) -> Response:
    """Contacts with clients, newest first."""
    filters = given(
        person_id=person_id, rep_id=rep_id, kind=kind, source=source, external_id=external_id
    )
    return await reports.run(caller.business_id, "value_contact", filters, ValueContactObject)


@router.post(
    "/v1/issues", status_code=201, response_model=IssueObject, responses=known(IssueObject)
)
async def post_issue(body: IssueBody, caller: WriteCaller, keeping: KeepingDep) -> Response:
    """Report something that a client waits for: nobody asks them for anything meanwhile."""
    return await keeping.run(caller.business_id, body, IssueObject)


@router.get("/v1/issues", response_model=ListOf[IssueObject])
async def get_issues(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    kind: IssueKind | None = None,
    source: Line | None = None,
    external_id: Line | None = None,
    resolved: bool | None = None,
) -> Response:
    """Issues, newest first."""
    filters = given(
        person_id=person_id, kind=kind, source=source, external_id=external_id, resolved=resolved
    )
    return await reports.run(caller.business_id, "issue", filters, IssueObject)


@router.post("/v1/issues/{issue_id}/reply", response_model=IssueObject)
async def post_reply(
    issue_id: IssueId, body: ReplyBody, caller: WriteCaller, once: OnceDep
) -> Response:
    """They were answered, and perhaps told when they will have it (`has_plan`). The first answer
    counts, and none that nobody wrote (`automatic`)."""

    async def work(session: AsyncSession) -> Answer:
        row = await answer_issue(caller.business_id, issue_id, body, session=session)
        return ok(IssueObject.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.post("/v1/issues/{issue_id}/resolve", response_model=IssueObject)
async def post_resolve(
    issue_id: IssueId, body: ResolveBody, caller: WriteCaller, once: OnceDep
) -> Response:
    """They have it. An issue that was resolved stays as it is."""

    async def work(session: AsyncSession) -> Answer:
        row = await resolve_issue(caller.business_id, issue_id, body.resolved_at, session=session)
        return ok(IssueObject.of(row), row.version)

    return await once.run(caller.business_id, work)
