"""A deal with its person, as Pipedrive's API v2 shows them: the sale once it is won.

A deal that is won no more is taken back as a whole; one that is won again takes that back in turn.
Both are told from the deal's own times, so that it does not matter which change was heard of.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from goodword.money import MAX_MINOR, Money
from referral_api.domain.connections.delivery import Ignored, Translation
from referral_api.domain.sales.refund import CANCELLED, RefundState, ReportedRefund
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.sources.links import MAX_CODE_LENGTH
from referral_api.sources.reading import Amount, Id, Many, Moment, money, read

SOURCE = "pipedrive"
WON = "won"


DealId = Annotated[int, Field(ge=0, le=MAX_MINOR)]


class _Deal(BaseModel):
    id: DealId
    status: str
    value: Amount | None = None
    currency: str | None = None
    update_time: Moment
    won_time: Moment | None = None
    first_won_time: Moment | None = None
    lost_time: Moment | None = None
    lost_reason: str | None = None
    is_deleted: bool | None = False
    person_id: Id | None = None
    owner_id: Id | None = None
    custom_fields: dict[str, Any] | None = None


class _Reach(BaseModel):
    value: str | None = None
    primary: bool | None = False


class _Person(BaseModel):
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    emails: Many[_Reach] = []
    phones: Many[_Reach] = []


class _Fetched(BaseModel):
    deal: _Deal
    person: _Person | None = None


def read_deal(body: bytes, code_field: str | None) -> Translation:
    """What became of a deal; Ignored with the reason where it brought nothing."""
    fetched = read(_Fetched, body)
    deal = fetched.deal
    if deal.is_deleted:
        return Ignored("A deal that was deleted keeps what it brought.")
    if deal.status != WON and deal.first_won_time is None:
        return Ignored(f"The deal is not won (status {deal.status[:40]!r}).")
    if deal.value is None or deal.currency is None:
        return Ignored("The deal has no value.")
    value = money(deal.value, deal.currency)
    sale = _sale(deal, value, fetched.person or _Person(), code_field)
    if deal.status != WON:
        return sale, _cancellation(deal, sale, "succeeded", deal.lost_time or deal.update_time)
    if deal.first_won_time and deal.won_time and deal.first_won_time < deal.won_time:
        return sale, _cancellation(deal, sale, "failed", deal.won_time)
    return (sale,)


def _sale(deal: _Deal, value: Money, person: _Person, code_field: str | None) -> ReportedSale:
    return ReportedSale(
        source=SOURCE,
        external_id=str(deal.id),
        closed_at=deal.won_time or deal.first_won_time or deal.update_time,
        gross=value,
        net=value,
        net_basis="gross",
        buyer=_buyer(deal, person),
        link_code=_code(deal.custom_fields or {}, code_field),
        reported_at=deal.update_time,
        metadata={"owner_id": deal.owner_id} if deal.owner_id else {},
    )


def _cancellation(
    deal: _Deal, sale: ReportedSale, state: RefundState, at: datetime
) -> ReportedRefund:
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=sale.external_id,
        external_id=CANCELLED,
        amount=sale.net,
        state=state,
        occurred_at=at,
        reported_at=deal.update_time,
        reason=deal.lost_reason or None,
    )


def _buyer(deal: _Deal, person: _Person) -> Buyer:
    return Buyer(
        external_id=(SOURCE, deal.person_id) if deal.person_id else None,
        email=_best(person.emails),
        phone=_best(person.phones),
        display_name=person.name or None,
        given_name=person.first_name or None,
        family_name=person.last_name or None,
    )


def _best(reaches: list[_Reach]) -> str | None:
    """The primary one, else the first that is any."""
    known = [each for each in reaches if each.value and each.value.strip()]
    best = next((each for each in known if each.primary), known[0] if known else None)
    return best.value if best else None


def _code(fields: dict[str, Any], key: str | None) -> str | None:
    """A text field is written as its text, or as an object that holds it as `value`."""
    value = fields.get(key) if key else None
    text = value.get("value") if isinstance(value, dict) else value
    return text.strip()[:MAX_CODE_LENGTH] or None if isinstance(text, str) else None
