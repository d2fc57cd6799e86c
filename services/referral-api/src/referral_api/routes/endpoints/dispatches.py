"""What was sent to an endpoint and what it answered; a test, and once more."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import EventId, WebhookEndpointId
from referral_api.db.endpoints.attempts import list_attempts
from referral_api.db.endpoints.dispatches import list_dispatches
from referral_api.domain.endpoints.attempt import DispatchState
from referral_api.domain.forms import Line
from referral_api.routes.auth import OperateCaller, ReadCaller
from referral_api.routes.conventions.answers import accepted, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.endpoints.bodies import (
    AttemptObject,
    DispatchObject,
    ReplayBody,
    ReplayObject,
)
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.endpoints.look_up import known_endpoint
from referral_api.use_cases.endpoints.replay_events import replay_events
from referral_api.use_cases.endpoints.try_endpoint import try_endpoint
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["webhook endpoints"])


@router.get("/v1/webhook_endpoints/{endpoint_id}/dispatches", response_model=ListOf[DispatchObject])
async def get_dispatches(
    endpoint_id: WebhookEndpointId,
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    status: DispatchState | None = None,
    type: Line | None = None,
    event_id: EventId | None = None,
) -> Response:
    """The events that were or are to be sent there, newest first, for 30 days."""
    filters = given(endpoint_id=endpoint_id, status=status, type=type, event_id=event_id)
    async with tools.db.begin([caller.business_id]) as session:
        await known_endpoint(caller.business_id, endpoint_id, session=session)
        page = listing.page(caller.business_id)
        found = await list_dispatches(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, DispatchObject.of))


@router.get("/v1/webhook_endpoints/{endpoint_id}/attempts", response_model=ListOf[AttemptObject])
async def get_attempts(
    endpoint_id: WebhookEndpointId,
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    event_id: EventId | None = None,
) -> Response:
    """Every call and what it answered, newest first, for 30 days."""
    filters = given(endpoint_id=endpoint_id, event_id=event_id)
    async with tools.db.begin([caller.business_id]) as session:
        await known_endpoint(caller.business_id, endpoint_id, session=session)
        page = listing.page(caller.business_id)
        found = await list_attempts(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, AttemptObject.of))


@router.post(
    "/v1/webhook_endpoints/{endpoint_id}/test", status_code=202, response_model=DispatchObject
)
async def post_test(
    endpoint_id: WebhookEndpointId, caller: OperateCaller, once: OnceDep
) -> Response:
    """Send a signed message of type `endpoint_tested`, once, to a disabled endpoint, too. What it
    answered is among its attempts."""

    async def work(session: AsyncSession) -> Answer:
        row = await try_endpoint(caller.business_id, endpoint_id, session=session)
        return accepted(DispatchObject.of(row))

    return await once.run(caller.business_id, work)


@router.post(
    "/v1/webhook_endpoints/{endpoint_id}/replay",
    status_code=202,
    response_model=ReplayObject,
    responses={409: {"description": "`endpoint_disabled`: make it active first."}},
)
async def post_replay(
    endpoint_id: WebhookEndpointId, body: ReplayBody, caller: OperateCaller, once: OnceDep
) -> Response:
    """Send events again under their ids, at most 1,000 at once, the oldest first: one, a range, or
    all that failed since then."""

    async def work(session: AsyncSession) -> Answer:
        done = await replay_events(caller.business_id, endpoint_id, body.meant, session=session)
        return accepted(ReplayObject(count=done.count, next_since=done.next_since))

    return await once.run(caller.business_id, work)
