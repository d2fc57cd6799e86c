"""Sales as they are shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from goodword.events.sales import Match
from goodword.ids import ClickId, ParticipantId, PersonId, ReferralId, RefundId, SaleId
from goodword.money import Money
from referral_api.domain.sales.candidates import Bar
from referral_api.domain.sales.refund import RefundState
from referral_api.domain.sales.sale import NetBasis
from referral_api.domain.sales.wording import Conflict
from referral_api.routes.conventions.objects import Object


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


class PartObject(BaseModel):
    """What the source said of the order before it was paid in full: of `gross`, `paid` was paid."""

    reported_at: datetime
    gross: Money
    paid: Money
    cancelled: bool


class UnpaidObject(PartObject):
    """An order that is not paid in full: kept, and no sale yet."""

    object: Literal["part_payment"] = "part_payment"
    source: str
    external_id: str
    sentence: str


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
    parts: list[PartObject]
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
                "parts": [_part(each) for each in row.parts or ()],
                "gross": money(row.gross_minor),
                "net": money(row.net_minor - row.refunded_minor),
                "original_net": money(row.net_minor),
                "refunded_total": money(row.refunded_minor),
                "occurred_at": row.closed_at,
                "refunds": refunds,
            }
        )


def _part(stored: Mapping[str, Any]) -> dict[str, Any]:
    amounts = {
        name: Money(minor=stored[f"{name}_minor"], currency=stored["currency"])
        for name in ("gross", "paid")
    }
    return {"reported_at": stored["reported_at"], "cancelled": stored["cancelled"], **amounts}
