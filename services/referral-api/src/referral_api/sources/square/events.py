"""An event of Square's: which object it is about, and what that says or must be asked for."""

from typing import Any

from pydantic import BaseModel, ValidationError

from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.refs import PersonInline
from referral_api.domain.people.reported import ReportedPerson
from referral_api.sources.json_body import first_mistake
from referral_api.sources.reading import read
from referral_api.sources.square.payload import Customer, Whole
from referral_api.sources.square.payments import COMPLETED, SOURCE, read_payment, read_refund

PAYMENT = "payment"
REFUND = "refund"
FETCHED = frozenset({f"fetched/{PAYMENT}", f"fetched/{REFUND}"})
_PAYMENTS = frozenset({"payment.created", "payment.updated"})
_REFUNDS = frozenset({"refund.created", "refund.updated"})
_CUSTOMERS = frozenset({"customer.created", "customer.updated"})


class _Data(BaseModel):
    # Absent in a test notification, and in what was deleted.
    object: dict[str, Any] | None = None


class _Event(BaseModel):
    type: str
    data: _Data = _Data()


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """The sale, the refund or the person that is told; a name of what to ask for, where the
    connection's sales are to come with their orders."""
    if topic in FETCHED:
        return _said(read(Whole, body), settings)
    event = read(_Event, body)
    if event.type == "webhooks.test_notification":
        return Ignored("It is a test notification.")
    if event.type.startswith("order."):
        return Ignored("The payment is the sale, and not the order.")
    if event.type not in _PAYMENTS | _REFUNDS | _CUSTOMERS:
        return Ignored(f"Nothing is made of the event {event.type[:60]!r}.")
    try:
        told = Whole.model_validate(event.data.object or {})
        if event.type in _CUSTOMERS:
            return _person(told.customer)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
    return (settings.get("orders") == "yes" and _wanted(told)) or _said(told, settings)


def _wanted(told: Whole) -> tuple[Wanted, ...]:
    if told.refund and told.refund.payment_id:
        return (Wanted(REFUND, told.refund.id),)
    if told.payment and told.payment.status == COMPLETED:
        return (Wanted(PAYMENT, told.payment.id),)
    return ()


def _said(told: Whole, settings: ConnectionSettings) -> Translation:
    if told.refund:
        return read_refund(told.refund, told.payment, told.order)
    if told.payment:
        return read_payment(told.payment, settings, told.order, told.customer)
    raise UnreadableError("There is neither a payment nor a refund in it.")


def _person(customer: Customer | None) -> Translation:
    if customer is None:
        raise UnreadableError("There is no customer in it.")
    name = {"given": customer.given_name or None, "family": customer.family_name or None}
    person = {
        "external_id": {"source": SOURCE, "id": customer.id},
        "email": customer.email_address or None,
        "phone": customer.phone_number or None,
        "name": name if any(name.values()) else None,
    }
    return (ReportedPerson(PersonInline.model_validate(person)),)
