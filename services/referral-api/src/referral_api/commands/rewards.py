"""`goodword reward list` and `show`, beside `decide`, and `goodword balances`."""

from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import BaseModel
from sqlalchemy import Row

from goodword.cli.printing import AsJson, Limit, print_list, print_object
from goodword.errors import Kind, RejectedError
from referral_api.commands.desk import Business, Desk, id_of, read
from referral_api.commands.service import reward as group
from referral_api.db.projections.balances import list_balances, program_expenses
from referral_api.db.projections.rewards import list_rewards, reward_of
from referral_api.domain.page import Page
from referral_api.routes.conventions.filters import given
from referral_api.routes.rewards.balances import BalanceObject, ExpenseObject
from referral_api.routes.rewards.rewards import RewardObject

app = typer.Typer()


@group.command("list")
def list_(
    business: Business,
    status: Annotated[str | None, typer.Option(help="Such as in_review or failed.")] = None,
    beneficiary: Annotated[
        UUID | None, typer.Option(parser=id_of("per"), metavar="PERSON", help="per_….")
    ] = None,
    referral: Annotated[
        UUID | None, typer.Option(parser=id_of("ref"), metavar="REFERRAL", help="ref_….")
    ] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List what is owed, newest first."""

    async def work(desk: Desk) -> list[RewardObject]:
        filters = given(status=status, beneficiary_id=beneficiary, referral_id=referral)
        found = await list_rewards(desk.session, desk.business_id, filters, Page(limit=limit))
        return [RewardObject.of(row) for row in found.rows]

    columns = ("id", "status", "kind", "amount", "to", "beneficiary_id", "reason")
    print_list(read(business, work), columns, as_json=as_json)


@group.command("show")
def show(
    reward_id: Annotated[UUID, typer.Argument(parser=id_of("rwd"), metavar="REWARD")],
    business: Business,
    as_json: AsJson = False,
) -> None:
    """Show one with its verdict and its payouts; `goodword explain` tells its story."""

    async def work(desk: Desk) -> RewardObject:
        row = await reward_of(desk.session, desk.business_id, reward_id)
        if row is None:
            raise RejectedError("not_found", "There is no such reward.", kind=Kind.NOT_FOUND)
        return RewardObject.of(row)

    print_object(read(business, work), as_json=as_json)


class BalanceLine(BaseModel):
    """One account of a beneficiary, or (none) what a program costs."""

    owner: str
    unit: str
    pending: int = 0
    available: int = 0
    clearing: int = 0
    handed_over: int = 0
    receivable: int = 0


class ExpenseLine(BaseModel):
    """What one program costs in one unit, in minor units."""

    program: str
    unit: str
    expense: int


@app.command("balances")
def balances(
    business: Business,
    programs: Annotated[
        bool, typer.Option("--programs", help="What programs cost, instead of who has what.")
    ] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """Say what beneficiaries have, in minor units, or what programs cost."""
    if programs:
        lines = [ExpenseLine(**_expense(row)) for row in read(business, _expenses)]
        print_list(lines, list(ExpenseLine.model_fields), as_json=as_json)
        return

    async def work(desk: Desk) -> list[BalanceObject]:
        found = await list_balances(desk.session, desk.business_id, {}, Page(limit=limit))
        return [BalanceObject.of(row) for row in found.rows]

    told = [one.model_dump(mode="json") for one in read(business, work)]
    rows = [
        BalanceLine(owner=one["beneficiary_id"], **account)
        for one in told
        for account in one["accounts"]
    ]
    print_list(rows, list(BalanceLine.model_fields), as_json=as_json)


async def _expenses(desk: Desk) -> list[Row[Any]]:
    return list(await program_expenses(desk.session, desk.business_id))


def _expense(row: Row[Any]) -> dict[str, Any]:
    told = ExpenseObject.model_validate(dict(row._mapping)).model_dump(mode="json")
    return {"program": told["program_id"], "unit": told["unit"], "expense": told["minor"]}
