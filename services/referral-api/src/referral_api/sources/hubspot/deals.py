"""A deal with a contact of its, as HubSpot's CRM API v3 shows them: the sale once it is won."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from goodword.money import MAX_MINOR, Money
from referral_api.domain.connections.about import ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.sources.json_body import first_mistake
from referral_api.sources.links import MAX_CODE_LENGTH
from referral_api.sources.reading import Amount, Id, Moment, money, read

SOURCE = "hubspot"
CODE_FIELD = "referral_code"
"""The property that holds a code, where the connection names no other."""


def _empty_is_nothing(value: Any) -> Any:
    return None if value == "" else value


ObjectId = Annotated[int, Field(ge=0, le=MAX_MINOR)]
Empty = BeforeValidator(_empty_is_nothing)


class _Object(BaseModel):
    id: Id
    properties: dict[str, Any]
    archived: bool = False


class _ChangedObject(_Object):
    changed_at: Moment = Field(alias="updatedAt")


class _Fetched(BaseModel):
    deal: _ChangedObject
    contact: _Object | None = None


class _Deal(BaseModel):
    amount: Annotated[Amount | None, Empty] = None
    deal_currency_code: Annotated[str | None, Empty] = None
    closedate: Annotated[Moment | None, Empty] = None
    hs_is_closed_won: str | bool | None = None
    hubspot_owner_id: Annotated[Id | None, Empty] = None


class _Contact(BaseModel):
    email: str | None = None
    phone: str | None = None
    mobilephone: str | None = None
    firstname: str | None = None
    lastname: str | None = None


def read_deal(body: bytes, settings: ConnectionSettings) -> Translation:
    """The sale that a won deal is; Ignored with the reason where it is none."""
    fetched = read(_Fetched, body)
    try:
        deal = _Deal.model_validate(fetched.deal.properties)
        buyer = _buyer(fetched.contact) if fetched.contact else Buyer()
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
    if fetched.deal.archived or str(deal.hs_is_closed_won).lower() != "true":
        return Ignored("The deal is not won (hs_is_closed_won).")
    if deal.amount is None:
        return Ignored("The deal has no amount.")
    currency = deal.deal_currency_code or settings.get("currency")
    if currency is None:
        raise UnreadableError("The deal names no currency: name it as the setting currency.")
    value = money(deal.amount, currency)
    return (_sale(fetched, deal, value, buyer, settings.get("code_field") or CODE_FIELD),)


def _sale(
    fetched: _Fetched, deal: _Deal, value: Money, buyer: Buyer, code_field: str
) -> ReportedSale:
    told_at = fetched.deal.changed_at
    of_contact = fetched.contact.properties if fetched.contact else {}
    return ReportedSale(
        source=SOURCE,
        external_id=fetched.deal.id,
        # Anybody may write a close date, and one that is still to come is a plan.
        closed_at=min(deal.closedate or told_at, told_at),
        gross=value,
        net=value,
        net_basis="gross",
        buyer=buyer,
        link_code=_code(fetched.deal.properties, code_field) or _code(of_contact, code_field),
        reported_at=told_at,
        metadata={"owner_id": deal.hubspot_owner_id} if deal.hubspot_owner_id else {},
    )


def _buyer(contact: _Object) -> Buyer:
    said = _Contact.model_validate(contact.properties)
    names = (said.firstname or None, said.lastname or None)
    return Buyer(
        external_id=(SOURCE, contact.id),
        email=said.email or None,
        phone=said.phone or said.mobilephone or None,
        display_name=" ".join(filter(None, names)) or None,
        given_name=names[0],
        family_name=names[1],
    )


def _code(properties: dict[str, Any], key: str) -> str | None:
    value = properties.get(key)
    return value.strip()[:MAX_CODE_LENGTH] or None if isinstance(value, str) else None
