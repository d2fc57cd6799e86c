"""Sales and refunds as they are written to us: bodies of the REST API, and of Standard Webhooks.

Both ways in share these models, so that one description holds for both.
"""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from goodword.ids import ClickId, PersonId, SaleId
from goodword.moments import Moment
from goodword.money import Money, decimals
from goodword.numbers import WholeNumber, whole
from referral_api.domain.forms import Body, Line
from referral_api.domain.people.refs import PersonInline, PersonRefBody
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.refund import RefundState, ReportedRefund
from referral_api.domain.sales.sale import Buyer, Item, NetBasis, ReportedSale


def _whole_minor(value: Any) -> Any:
    if isinstance(value, dict) and "minor" in value:
        return {**value, "minor": whole(value["minor"])}
    return value


Code = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Amount = Annotated[Money, BeforeValidator(_whole_minor)]
Quantity = Annotated[WholeNumber, Field(ge=0, le=1_000_000)]


class ItemBody(Body):
    """One line of a sale."""

    product_id: Line | None = None
    quantity: Quantity = 1
    amount: Amount | None = None


class SaleBody(Body):
    """`POST /v1/sales`: unique by (`source`, `external_id`)."""

    source: Line = Field(description="the system that knows the sale, as you name it")
    external_id: Line = Field(description="its id there")
    occurred_at: Moment
    gross: Amount = Field(description="what the buyer paid")
    net: Amount | None = Field(
        default=None,
        description="goods after discounts, without tax, shipping, tips and gift cards; else gross",
    )
    paid: Amount | None = Field(
        default=None,
        description="what of gross has been paid; while it is less, it is kept and no sale yet",
    )
    updated_at: Moment | None = Field(
        default=None, description="your own time of this version; a newer one replaces an older"
    )
    buyer_ref: PersonRefBody | None = None
    codes: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    click_id: ClickId | None = None
    items: Annotated[tuple[ItemBody, ...], Field(max_length=500)] = ()
    tags: Annotated[tuple[Line, ...], Field(max_length=250)] = ()
    rep_id: PersonId | None = None
    test: bool = False
    metadata: Annotated[dict[Line, Line], Field(max_length=20)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _amounts_fit(self) -> Self:
        decimals(self.gross.currency)
        if self.gross.minor < 0:
            raise ValueError("gross is not negative: money back is a refund")
        if self.paid and self.paid.currency != self.gross.currency:
            raise ValueError("paid and gross are in one currency")
        if self.paid and not 0 <= self.paid.minor <= self.gross.minor:
            raise ValueError("paid lies between 0 and gross")
        if self.net is None:
            return self
        if self.net.currency != self.gross.currency:
            raise ValueError("net and gross are in one currency")
        if not 0 <= self.net.minor <= self.gross.minor:
            raise ValueError("net lies between 0 and gross")
        return self

    def part(self, at: datetime) -> PartPayment | None:
        """What was said at `at`, where not all is paid yet."""
        if self.paid is None or self.paid == self.gross:
            return None
        return PartPayment(
            source=self.source,
            external_id=self.external_id,
            reported_at=self.updated_at or at,
            gross=self.gross,
            paid=self.paid,
        )

    def reported(self, at: datetime | None = None) -> ReportedSale:
        """The sale; `at` is when it was said, where a newer word replaces an older."""
        basis: NetBasis = "gross" if self.net is None else "goods"
        return ReportedSale(
            source=self.source,
            external_id=self.external_id,
            closed_at=self.occurred_at,
            gross=self.gross,
            net=self.net or self.gross,
            net_basis=basis,
            buyer=_buyer(self.buyer_ref),
            codes=tuple(dict.fromkeys(self.codes)),
            click_id=self.click_id,
            items=tuple(
                Item(product_id=each.product_id, quantity=each.quantity, amount=each.amount)
                for each in self.items
            ),
            tags=self.tags,
            rep_id=self.rep_id,
            test=self.test,
            reported_at=self.updated_at or at,
            metadata=dict(self.metadata),
        )


def _buyer(ref: UUID | PersonInline | None) -> Buyer:
    if not isinstance(ref, PersonInline):
        return Buyer(person_id=ref)
    external = ref.external_id
    return Buyer(
        external_id=(external.source, external.id) if external else None,
        email=ref.email,
        phone=ref.phone,
        **ref.fills,
    )


class RefundBody(Body):
    """`POST /v1/sales/{id}/refunds`: unique by `external_id` within the sale.

    The same refund reported again with `failed` takes it back.
    """

    external_id: Line
    amount: Amount = Field(description="the part of the sale's net that went back")
    occurred_at: Moment
    status: RefundState = "succeeded"
    reason: Line | None = None

    @model_validator(mode="after")
    def _amount_fits(self) -> Self:
        if self.amount.minor < 0:
            raise ValueError("amount is not negative")
        return self


class SaleKeyBody(Body):
    """A sale as its own system names it."""

    source: Line
    external_id: Line


class RefundOfSaleBody(RefundBody):
    """A refund that says of which sale it is, where no address does."""

    sale_id: SaleId | None = None
    sale: SaleKeyBody | None = None

    @model_validator(mode="after")
    def _sale_named(self) -> Self:
        if (self.sale_id is None) == (self.sale is None):
            raise ValueError("give either sale_id or sale {source, external_id}")
        return self

    def reported(self, at: datetime) -> ReportedRefund:
        """As it was said at `at`."""
        return ReportedRefund(
            external_id=self.external_id,
            amount=self.amount,
            state=self.status,
            occurred_at=self.occurred_at,
            reported_at=at,
            reason=self.reason,
            sale_id=self.sale_id,
            source=self.sale.source if self.sale else None,
            sale_external_id=self.sale.external_id if self.sale else None,
        )
