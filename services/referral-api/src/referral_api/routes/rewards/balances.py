"""`/v1/balances`: what beneficiaries have, and what programs cost, as last told."""

from datetime import datetime
from typing import Any, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row
from starlette.responses import Response

from goodword.ids import PersonId, ProgramId
from referral_api.db.projections.balances import list_balances, program_expenses, told_until
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf
from referral_api.routes.tools import ToolsDep

router = APIRouter(tags=["rewards"])


class AccountObject(BaseModel):
    """Sums in minor units of `unit`: a currency, `points`, or `pieces` (gifts without a price)."""

    unit: str = Field(examples=["USD"])
    pending: int
    available: int
    clearing: int = Field(description="on its way to them")
    handed_over: int
    receivable: int = Field(description="to be got back from them")


class BalanceObject(BaseModel):
    """What one beneficiary has."""

    object: Literal["balance"] = "balance"
    beneficiary_id: PersonId
    accounts: list[AccountObject]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({"beneficiary_id": row.id, "accounts": row.accounts})


class ExpenseObject(BaseModel):
    """What one program costs in one unit, all beneficiaries together."""

    program_id: ProgramId
    unit: str
    minor: int


class Balances(ListOf[BalanceObject]):
    """A page of beneficiaries, and what all programs cost. `as_of`: when rewards were last told
    of."""

    as_of: datetime
    program_expense: list[ExpenseObject]


@router.get("/v1/balances", response_model=Balances)
async def get_balances(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    beneficiary_id: PersonId | None = None,
    program_id: ProgramId | None = None,
) -> Response:
    """What beneficiaries have, and what programs cost."""
    filters = given(beneficiary_id=beneficiary_id, program_id=program_id)
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_balances(session, caller.business_id, filters, page)
        expenses = await program_expenses(session, caller.business_id)
        as_of = await told_until(session, caller.business_id)
    listed = listing.answer(caller.business_id, found, BalanceObject.of)
    cost = [ExpenseObject.model_validate(dict(row._mapping)) for row in expenses]
    return shown(Balances(**dict(listed), as_of=as_of, program_expense=cost))
