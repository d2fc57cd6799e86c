"""`/v1/opportunities` and `/v1/order_fulfilments`: deals in the making, and what was delivered."""

from fastapi import APIRouter
from starlette.responses import Response

from goodword.asking import Stage
from goodword.ids import PersonId, SaleId
from referral_api.domain.forms import Line
from referral_api.domain.relationships.bodies import OpportunityBody, OrderFulfilmentBody
from referral_api.routes.auth import ReadCaller, WriteCaller
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.relationships.keeping import KeepingDep, ReportsDep
from referral_api.routes.relationships.objects import OpportunityObject, OrderFulfilmentObject
from referral_api.routes.relationships.reviews import known

router = APIRouter(tags=["relationships"])


@router.post(
    "/v1/opportunities",
    status_code=201,
    response_model=OpportunityObject,
    responses=known(OpportunityObject),
)
async def post_opportunity(
    body: OpportunityBody, caller: WriteCaller, keeping: KeepingDep
) -> Response:
    """Report a deal at its newest stage: while a client commits, nobody asks them."""
    return await keeping.run(caller.business_id, body, OpportunityObject)


@router.get("/v1/opportunities", response_model=ListOf[OpportunityObject])
async def get_opportunities(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    source: Line | None = None,
    external_id: Line | None = None,
    stage: Stage | None = None,
) -> Response:
    """Deals, newest first."""
    filters = given(person_id=person_id, source=source, external_id=external_id, stage=stage)
    return await reports.run(caller.business_id, "opportunity", filters, OpportunityObject)


@router.post(
    "/v1/order_fulfilments",
    status_code=201,
    response_model=OrderFulfilmentObject,
    responses=known(OrderFulfilmentObject),
)
async def post_order_fulfilment(
    body: OrderFulfilmentBody, caller: WriteCaller, keeping: KeepingDep
) -> Response:
    """Report that what a client bought was delivered: only from then on they are asked."""
    return await keeping.run(caller.business_id, body, OrderFulfilmentObject)


@router.get("/v1/order_fulfilments", response_model=ListOf[OrderFulfilmentObject])
async def get_order_fulfilments(
    caller: ReadCaller,
    reports: ReportsDep,
    person_id: PersonId | None = None,
    sale_id: SaleId | None = None,
    source: Line | None = None,
    external_id: Line | None = None,
) -> Response:
    """What was delivered, newest first."""
    filters = given(person_id=person_id, sale_id=sale_id, source=source, external_id=external_id)
    return await reports.run(caller.business_id, "order_fulfilment", filters, OrderFulfilmentObject)
