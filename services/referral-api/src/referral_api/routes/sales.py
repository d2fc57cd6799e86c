"""`/v1/sales`: money in, and money back."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.events.sales import Match
from goodword.ids import ClickId, ParticipantId, PersonId, ReferralId, RefundId, SaleId
from goodword.money import Money
from referral_api.db.sales.reading import list_sales
from referral_api.domain.forms import Line
from referral_api.domain.sales.body import RefundBody, SaleBody
from referral_api.domain.sales.candidates import Bar
from referral_api.domain.sales.giving import AttributeBody
from referral_api.domain.sales.refund import RefundState
from referral_api.domain.sales.sale import NetBasis
from referral_api.domain.sales.wording import Conflict
from referral_api.routes.answers import created, ok, shown
from referral_api.routes.auth import OperateCaller, ReadCaller, WriteCaller, actor_of
from referral_api.routes.filters import given
from referral_api.routes.idempotency import OnceDep
from referral_api.routes.lists import ListingDep
from referral_api.routes.objects import ListOf, Object
from referral_api.routes.tools import ToolsDep
from referral_api.routes.versions import IfMatch
from referral_api.use_cases.requests.answer_once import Answer
from referral_api.use_cases.sales.add_refund import add_refund
from referral_api.use_cases.sales.add_sale import add_sale
from referral_api.use_cases.sales.attribute_sale import Giving, attribute_sale
from referral_api.use_cases.sales.look_up import known_sale

router = APIRouter(tags=["sales"])

_GIVEN: dict[int | str, dict[str, Any]] = {
    409: {"description": "`buyer_differs`, `self_referral`, `illegal_transition`"}
}


class ItemObject(BaseModel):
    """One line of a sale."""

    product_id: str | None
    quantity: int
    amount: Money | None


class RefundObject(BaseModel):
    """Money back; one that failed counts nothing."""

    id: RefundId
    external_id: str
    amount: Money
    status: RefundState
    occurred_at: datetime
    reason: str | None


class CandidateObject(BaseModel):
    """What pointed at somebody, and what became of it. `value` is a code, or the id of a click or
    of the referral that the buyer was known from."""

    by: Match
    value: str
    participant_id: ParticipantId | None
    outcome: Literal["chosen", "agrees", "passed_over"] | Bar


class MatchObject(BaseModel):
    """How we know whose referral a sale is, and what spoke against it."""

    by: Match | None
    candidates: list[CandidateObject]
    conflicts: list[Conflict] = []
    sentence: str


class GivenObject(BaseModel):
    """A person gave the sale to another referral, or took it from one."""

    at: datetime
    actor: str
    from_referral_id: ReferralId | None = Field(validation_alias="from")
    to_referral_id: ReferralId | None = Field(validation_alias="to")
    by_before: Match | None
    sentence_before: str


class SaleObject(Object):
    """A sale; `net` is what is left after refunds. Without a referral it is kept too."""

    id: SaleId
    object: Literal["sale"] = "sale"
    source: str
    external_id: str
    buyer_id: PersonId
    gross: Money
    net: Money
    original_net: Money
    refunded_total: Money
    net_basis: NetBasis
    occurred_at: datetime
    codes: list[str]
    click_id: ClickId | None
    items: list[ItemObject]
    tags: list[str]
    rep_id: PersonId | None
    test: bool
    number: int
    is_new: bool
    participant_id: ParticipantId | None
    referral_id: ReferralId | None
    match: MatchObject
    attributions: list[GivenObject]
    refunds: list[RefundObject]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        def money(minor: int) -> Money:
            return Money(minor=minor, currency=row.currency)

        refunds = [
            # As JSON, an id is a bare UUID.
            {**each, "id": UUID(each["id"]), "amount": money(each["amount_minor"])}
            for each in row.refunds or ()
        ]
        return cls.model_validate(
            {
                **row._mapping,
                "gross": money(row.gross_minor),
                "net": money(row.net_minor - row.refunded_minor),
                "original_net": money(row.net_minor),
                "refunded_total": money(row.refunded_minor),
                "occurred_at": row.closed_at,
                "refunds": refunds,
            }
        )


@router.post("/v1/sales", status_code=201, response_model=SaleObject)
async def post_sale(
    body: SaleBody, caller: WriteCaller, once: OnceDep, tools: ToolsDep
) -> Response:
    """Report a sale: 201 new; 200 known by (`source`, `external_id`), and then left as it is."""

    async def work(session: AsyncSession) -> Answer:
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
    test: bool | None = None,
) -> Response:
    """Sales, newest first."""
    filters = given(
        source=source,
        external_id=external_id,
        buyer_id=buyer_id,
        referral_id=referral_id,
        participant_id=participant_id,
        test=test,
    )
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_sales(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, SaleObject.of))


@router.get("/v1/sales/{sale_id}", response_model=SaleObject)
async def get_sale(sale_id: SaleId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One sale with its refunds, and how it was matched."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await known_sale(caller.business_id, sale_id, session=session)
    return shown(SaleObject.of(row), row.version)


@router.post("/v1/sales/{sale_id}/refunds", status_code=201, response_model=SaleObject)
async def post_refund(
    sale_id: SaleId, body: RefundBody, caller: WriteCaller, once: OnceDep
) -> Response:
    """Report a refund of the sale, unique by `external_id`; with status `failed` it counts no
    more. The answer is the sale."""

    async def work(session: AsyncSession) -> Answer:
        row = await add_refund(caller.business_id, sale_id, body, session=session)
        return created(SaleObject.of(row), row.version)

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
