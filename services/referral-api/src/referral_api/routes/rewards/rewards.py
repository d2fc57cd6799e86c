"""`/v1/rewards`: what is owed, as rewards-worker last told of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from sqlalchemy import Row
from starlette.responses import Response

from goodword.errors import Kind, RejectedError
from goodword.events.payouts import PayoutStatus
from goodword.events.rewards import RewardStatus
from goodword.ids import PayoutId, PersonId, ProgramId, ReferralId, RewardId, SaleId
from goodword.money import Money
from goodword.programs import Verdict, explained
from referral_api.db.projections.rewards import list_rewards, reward_of
from referral_api.domain.forms import Line
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.routes.conventions.filters import given
from referral_api.routes.conventions.lists import ListingDep
from referral_api.routes.conventions.objects import ListOf, Object
from referral_api.routes.rewards.reward_decisions import DecisionObject
from referral_api.routes.tools import ToolsDep

router = APIRouter(tags=["rewards"])

Beneficiary = Literal["referrer", "prospect", "rep", "partner"]


class SaleCause(BaseModel):
    """A sale earned it."""

    type: Literal["sale"] = "sale"
    id: SaleId


class StageCause(BaseModel):
    """A stage that this referral reached before any sale earned it; `verdict.on` says which."""

    type: Literal["stage"] = "stage"
    id: ReferralId


class PayoutObject(BaseModel):
    """One attempt to hand it over, by whom, how far it came, and their reference of it; never what
    was handed over. Another `generation` is opened only when nothing is out of the one before."""

    id: PayoutId
    generation: int
    provider: str
    status: PayoutStatus
    provider_ref: str | None


class DonationObject(BaseModel):
    """What a payout gave to a charity in the beneficiary's name, and where its receipt is: a number
    of the provider's, or the task whose proof it is. `charity_registration` is such as an EIN; none
    where nobody told us. Should it come back, the payout's `status` says so."""

    payout_id: PayoutId
    provider: str
    amount: Money
    charity_registration: str | None
    receipt_ref: str
    made_at: datetime

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From the row that a reward has beside it."""
        amount = Money(minor=kept["amount_minor"], currency=kept["currency"])
        return cls.model_validate({**kept, "payout_id": UUID(kept["payout_id"]), "amount": amount})


class RewardObject(Object):
    """A reward. `verdict` says why it is or is not, in a `sentence` too, which names nobody;
    `reason` why it is where it is. `handed_over` is what is really out of an amount, and
    `last_decision` what a person last decided."""

    id: RewardId
    object: Literal["reward"] = "reward"
    program_id: ProgramId
    program_version: int
    referral_id: ReferralId
    cause: SaleCause | StageCause
    rule: str
    to: Beneficiary
    beneficiary_id: PersonId | None
    kind: str
    amount: Money | None
    original: Money | None
    recovery: Money | None
    handed_over: Money | None
    points: int | None
    percent_off: str | None
    status: RewardStatus
    hold_until: datetime | None
    reason: str | None
    verdict: dict[str, Any]
    payouts: list[PayoutObject]
    donations: list[DonationObject]
    last_decision: DecisionObject | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        def money(minor: int | None) -> Money | None:
            # The books of points and percentages are in no currency.
            if minor is None or row.currency is None:
                return None
            return Money(minor=minor, currency=row.currency)

        decision = {
            name: getattr(row, f"decision_{name}")
            for name in DecisionObject.model_fields
            if name != "object"
        }
        return cls.model_validate(
            {
                **row._mapping,
                "version": row.told_version,
                "updated_at": row.told_at,
                "metadata": {},
                "cause": _cause(row),
                "amount": money(row.amount_minor),
                "original": money(row.original_minor),
                "recovery": money(row.recovery_minor),
                "handed_over": money((row.balances or {}).get("handed_over")),
                "verdict": _explained(row.verdict),
                "payouts": [one | {"id": UUID(one["id"])} for one in row.payouts],
                "donations": [DonationObject.of(one) for one in row.donations],
                "last_decision": decision if row.decision_id else None,
            }
        )


def _cause(row: Row[Any]) -> SaleCause | StageCause:
    return SaleCause(id=row.sale_id) if row.sale_id else StageCause(id=row.referral_id)


def _explained(verdict: dict[str, Any]) -> dict[str, Any]:
    """Its sentences are made when it is read, so that no name is stored; without any of what only
    a newer worker knows."""
    try:
        return {**verdict, **explained(Verdict.from_json(verdict))}
    except ValidationError:
        return {**verdict, "sentence": None}


@router.get("/v1/rewards", response_model=ListOf[RewardObject])
async def get_rewards(
    caller: ReadCaller,
    listing: ListingDep,
    tools: ToolsDep,
    status: RewardStatus | None = None,
    to: Beneficiary | None = None,
    beneficiary_id: PersonId | None = None,
    referral_id: ReferralId | None = None,
    sale_id: SaleId | None = None,
    program_id: ProgramId | None = None,
    kind: Line | None = None,
    rule: Line | None = None,
) -> Response:
    """Rewards, newest first."""
    filters = given(
        kind=kind,
        rule=rule,
        status=status,
        to=to,
        beneficiary_id=beneficiary_id,
        referral_id=referral_id,
        sale_id=sale_id,
        program_id=program_id,
    )
    async with tools.db.begin([caller.business_id]) as session:
        page = listing.page(caller.business_id)
        found = await list_rewards(session, caller.business_id, filters, page)
    return shown(listing.answer(caller.business_id, found, RewardObject.of))


@router.get("/v1/rewards/{reward_id}", response_model=RewardObject)
async def get_reward(reward_id: RewardId, caller: ReadCaller, tools: ToolsDep) -> Response:
    """One reward and its verdict."""
    async with tools.db.begin([caller.business_id]) as session:
        row = await reward_of(session, caller.business_id, reward_id)
    if row is None:
        raise RejectedError("not_found", "There is no such reward.", kind=Kind.NOT_FOUND)
    return shown(RewardObject.of(row), row.told_version)
