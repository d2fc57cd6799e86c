"""`/v1/sales`: money in, and money back."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword import clock
from goodword.ids import ParticipantId, PersonId, ReferralId, SaleId
from referral_api.db.sales.reading import list_sales
from referral_api.domain.forms import Line
from referral_api.domain.sales.ahead import check_not_ahead
from referral_api.domain.sales.body import RefundBody, SaleBody
from referral_api.domain.sales.giving import AttributeBody
from referral_api.domain.sales.part_payment import PartReport
from referral_api.routes.auth import OperateCaller, ReadCaller, WriteCaller, actor_of
from referral_api.routes.conventions.answers import accepted, created, ok, shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.idempotency import OnceDep
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.sales.sale_objects import SaleObject, UnpaidObject
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.requests.answer_once import Answer
from referral_api.use_cases.sales.add_refund import add_refund
from referral_api.use_cases.sales.add_sale import add_sale
from referral_api.use_cases.sales.attribute_sale import Giving, attribute_sale
from referral_api.use_cases.sales.look_up import known_sale
from referral_api.use_cases.sales.record_part_payments import record_part_payments

router = APIRouter(tags=["sales"])

_KNOWN_SALE: dict[int | str, dict[str, Any]] = {
    200: {"model": SaleObject, "description": "It was known already."},
    202: {"model": UnpaidObject, "description": "Not paid in full: kept, no sale yet."},
    409: {"description": "`sale_differs`: it is known, and other than this."},
}
_REFUNDED: dict[int | str, dict[str, Any]] = {
    200: {"model": SaleObject, "description": "The refund was known, and is as told now."},
    409: {"description": "`refund_exceeds_sale`, with what is `remaining`; `refund_differs`"},
}
_GIVEN: dict[int | str, dict[str, Any]] = {
    409: {"description": "`buyer_differs`, `self_referral`, `illegal_transition`"}
}


@router.post(
    "/v1/sales",
    status_code=201,
    response_model=SaleObject,
    responses=_KNOWN_SALE,
)
async def post_sale(
    body: SaleBody, caller: WriteCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Report a sale: 201 new; 200 known by (`source`, `external_id`) with the same content, or told
    anew with a newer `updated_at`, which replaces amounts, items, tags and metadata; 202 where
    `paid` is less than `gross`. Any other content of a known sale is refused."""

    async def work(session: AsyncSession) -> Answer:
        now = await clock.now(session, caller.business_id)
        part = body.part(now)
        if part is not None:
            check_not_ahead(body.occurred_at, now)
            reports = [PartReport(caller.business_id, part)]
            await record_part_payments(reports, session=session)
            return accepted(UnpaidObject.model_validate(part, from_attributes=True))
        row, is_new = await add_sale(
            caller.business_id, body.reported(), session=session, hasher=tools.hasher
        )
        answered = created if is_new else ok
        return answered(SaleObject.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.get("/v1/sales", response_model=ListOf[SaleObject])
async def get_sales(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    source: Line | None = None,
    external_id: Line | None = None,
    buyer_id: PersonId | None = None,
    referral_id: ReferralId | None = None,
    participant_id: ParticipantId | None = None,
    rep_id: PersonId | None = None,
    test: bool | None = None,
    referred: Annotated[bool | None, Query(description="whether it belongs to a referral")] = None,
) -> Response:
    """Sales, newest first."""
    filters = given(
        source=source,
        external_id=external_id,
        buyer_id=buyer_id,
        referral_id=referral_id,
        participant_id=participant_id,
        rep_id=rep_id,
        test=test,
    )
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_sales(session, caller.business_id, filters, page, referred)
    return shown(listing.answer(caller.business_id, found, SaleObject.of))


@router.get("/v1/sales/{sale_id}", response_model=SaleObject)
async def get_sale(sale_id: SaleId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One sale with its refunds, and how it was matched."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_sale(caller.business_id, sale_id, session=session)
    return shown(SaleObject.of(row), row.version)


@router.post(
    "/v1/sales/{sale_id}/refunds", status_code=201, response_model=SaleObject, responses=_REFUNDED
)
async def post_refund(
    sale_id: SaleId, body: RefundBody, caller: WriteCaller, once: OnceDep
) -> Response:
    """Report a refund of the sale, unique by `external_id`: 201 new, 200 known; with status
    `failed` it counts no more. All together are no more than the sale, which is the answer."""

    async def work(session: AsyncSession) -> Answer:
        row, is_new = await add_refund(caller.business_id, sale_id, body, session=session)
        return (created if is_new else ok)(SaleObject.of(row), row.version)

    return await once.run(caller.business_id, work)


@router.post("/v1/sales/{sale_id}/attribute", response_model=SaleObject, responses=_GIVEN)
async def post_attribute(
    sale_id: SaleId, body: AttributeBody, caller: OperateCaller, once: OnceDep, expected: IfMatch
) -> Response:
    """Give the sale to another referral or participant, or to nobody (`sale-reattributed`). Who did
    it, and what held before, stays in `attributions`."""
    giving = Giving((caller.business_id, sale_id), body, actor_of(caller), expected)

    async def work(session: AsyncSession) -> Answer:
        row = await attribute_sale(giving, session=session)
        return ok(SaleObject.of(row), row.version)

    return await once.run(caller.business_id, work)
