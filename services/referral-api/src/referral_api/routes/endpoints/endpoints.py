"""`/v1/webhook_endpoints`: where a business hears what happened. Secrets are shown once."""

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import WebhookEndpointId
from referral_api.db.endpoints.endpoints import list_endpoints
from referral_api.routes.auth import OperateCaller, ReadCaller
from referral_api.routes.conventions.answers import created, gone, ok, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.endpoints.bodies import (
    EndpointBody,
    EndpointChange,
    EndpointObject,
    EndpointWithSecret,
    Status,
)
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.endpoints.change_endpoint import Change, change_endpoint
from referral_api.use_cases.endpoints.create_endpoint import Making, NewEndpoint, create_endpoint
from referral_api.use_cases.endpoints.delete_endpoint import delete_endpoint
from referral_api.use_cases.endpoints.look_up import known_endpoint
from referral_api.use_cases.endpoints.rotate_endpoint_secret import rotate_endpoint_secret
from referral_api.use_cases.requests.answer_once import Answer

router = APIRouter(tags=["webhook endpoints"])


@router.post(
    "/v1/webhook_endpoints",
    status_code=201,
    response_model=EndpointWithSecret,
    responses={409: {"description": "`too_many_endpoints`: a business has at most 20."}},
)
async def post_endpoint(
    body: EndpointBody, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Be told what happens, by Standard Webhooks: the fact as `GET /v1/events/{id}` shows it, under
    its id as `webhook-id`, at least once and in no promised order. Keep the answer's `secret`: it
    is not shown again."""
    making = Making(tools.sealer, tools.private_endpoints)

    async def work(session: AsyncSession) -> Answer:
        row, secret = await create_endpoint(
            caller.business_id, NewEndpoint(**body.model_dump()), making=making, session=session
        )
        return created(EndpointWithSecret.with_secret(row, secret), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/webhook_endpoints", response_model=ListOf[EndpointObject])
async def get_endpoints(
    caller: ReadCaller, listing: ListingDep, tools: ToolsDep, status: Status | None = None
) -> Response:
    """The endpoints, newest first."""
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_endpoints(session, caller.business_id, page, given(status=status))
    return shown(listing.answer(caller.business_id, found, EndpointObject.of))


@router.get("/v1/webhook_endpoints/{endpoint_id}", response_model=EndpointObject)
async def get_endpoint(
    endpoint_id: WebhookEndpointId, caller: ReadCaller, tools: ToolsDep
) -> Response:
    """One endpoint, and how it fares."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_endpoint(caller.business_id, endpoint_id, session=session)
    return shown(EndpointObject.of(row), row.version)


@router.patch("/v1/webhook_endpoints/{endpoint_id}", response_model=EndpointObject)
async def patch_endpoint(
    endpoint_id: WebhookEndpointId,
    body: EndpointChange,
    caller: OperateCaller,
    change: ChangeDep,
    expected: IfMatch,
    tools: ToolsDep,
) -> Response:
    """Change address, name, filter, status or metadata. One that is made active again is told what
    happens from then on; replay what it missed."""
    wanted = Change(body.model_dump(exclude_unset=True), expected)
    private = tools.private_endpoints

    async def work(session: AsyncSession) -> Answer:
        row = await change_endpoint(
            caller.business_id, endpoint_id, wanted, private=private, session=session
        )
        return ok(EndpointObject.of(row), row.version)

    return await change.run(caller.business_id, work)


@router.delete("/v1/webhook_endpoints/{endpoint_id}", status_code=204, response_class=Response)
async def remove_endpoint(
    endpoint_id: WebhookEndpointId, caller: OperateCaller, change: ChangeDep
) -> Response:
    """Be told nothing more there; its address and secrets are gone."""

    async def work(session: AsyncSession) -> Answer:
        await delete_endpoint(caller.business_id, endpoint_id, session=session)
        return gone()

    return await change.run(caller.business_id, work)


@router.post("/v1/webhook_endpoints/{endpoint_id}/rotate_secret", response_model=EndpointWithSecret)
async def post_rotate(
    endpoint_id: WebhookEndpointId, caller: OperateCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Take a new secret; for 24 hours the old one signs beside it."""

    async def work(session: AsyncSession) -> Answer:
        row, secret = await rotate_endpoint_secret(
            caller.business_id, endpoint_id, sealer=tools.sealer, session=session
        )
        return ok(EndpointWithSecret.with_secret(row, secret), row.version)

    return await once.run(caller.business_id, work)
