"""A sale as Lightspeed reports it each time it is saved: it counts once it is closed.

A return is a sale of its own with negative lines, which names the sale that it takes back. Prices
are without tax, and no currency is named anywhere: the connection says which one the shop keeps.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from goodword.money import Money
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import (
    Ignored,
    ReportedFact,
    Translation,
    UnreadableError,
)
from referral_api.domain.people.refs import PersonInline
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.refund import CANCELLED, ReportedRefund
from referral_api.domain.sales.sale import Buyer, Item, ReportedSale
from referral_api.sources.json_body import first_mistake, read_object
from referral_api.sources.lightspeed.payload import (
    CUSTOMER,
    SALE,
    Customer,
    Line,
    Sale,
    payload_of,
    topic_of,
)
from referral_api.sources.links import MAX_CODE_LENGTH
from referral_api.sources.reading import money, shaped

SOURCE: Final = "lightspeed"
NOTE: Final = "note"
FETCHED: Final = "fetched/sale"


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What the form says of a sale or a customer; its payload counts, whatever it calls itself."""
    if topic == FETCHED:
        return _sold_or_returned(read_object(body), settings)
    told = payload_of(body)
    about = topic_of(told)
    if about == CUSTOMER:
        return _person(shaped(Customer, told))
    if about != SALE:
        return Ignored("It is neither a sale nor a customer.")
    return _sold_or_returned(told, settings)


def _sold_or_returned(told: Mapping[str, Any], settings: ConnectionSettings) -> Translation:
    if "currency" not in settings:
        raise UnreadableError("The connection does not say which currency the shop keeps.")
    sale = shaped(Sale, told)
    if sale.return_for:
        return _return(sale, sale.return_for, settings)
    return _sold(sale, sale.register_sale_products, settings)


def _sold(sale: Sale, lines: list[Line], settings: ConnectionSettings) -> Translation:
    if sale.gross <= 0:
        return Ignored("Nothing was paid for it, and it names no sale that it takes back.")
    if sale.stage == "closed":
        return (_sale(sale, lines, settings),)
    if sale.stage == "voided" and sale.paid >= sale.gross:
        closed = _sale(sale, lines, settings)
        return (closed, _cancellation(sale, closed))
    if sale.stage == "in parts" or (sale.stage == "voided" and sale.paid > 0):
        return (_part(sale, settings["currency"]),)
    return Ignored(_not_closed(sale))


def _return(sale: Sale, of: str, settings: ConnectionSettings) -> Translation:
    """What went back; and where other goods were taken for it, these as a sale."""
    if sale.stage not in ("closed", "voided"):
        return Ignored(_not_closed(sale))
    taken = [line for line in sale.register_sale_products if line.net > 0]
    net = sum((line.net for line in taken), Decimal(0))
    facts: list[ReportedFact] = []
    if net > sale.total_price:
        facts.append(_refund(sale, of, money(net - sale.total_price, settings["currency"])))
    if taken:
        gross = sum((line.gross for line in taken), Decimal(0))
        swapped = {"total_price": net, "total_tax": gross - net}
        facts.append(sold := _sale(sale.model_copy(update=swapped), taken, settings))
        if sale.stage == "voided":
            facts.append(_cancellation(sale, sold))
    return tuple(facts) or Ignored("It gives nothing back.")


def _refund(sale: Sale, of: str, amount: Money) -> ReportedRefund:
    """A return that is voided gave nothing back after all."""
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=of,
        external_id=sale.id,
        amount=amount,
        state="failed" if sale.stage == "voided" else "succeeded",
        occurred_at=sale.sale_date,
        reported_at=sale.changed_at,
        reason=(sale.note or "").strip() or None,
    )


def _not_closed(sale: Sale) -> str:
    return f"It is not closed (status {(sale.status or sale.state or 'unknown')[:40]!r})."


def _sale(sale: Sale, lines: list[Line], settings: ConnectionSettings) -> ReportedSale:
    currency = settings["currency"]
    told = {"register_id": sale.register_id, "user_id": sale.user_id}
    code = _code(sale, settings.get("code_field") or NOTE)
    return ReportedSale(
        source=SOURCE,
        external_id=sale.id,
        closed_at=sale.sale_date,
        gross=money(sale.gross, currency),
        net=money(max(sale.total_price, Decimal(0)), currency),
        net_basis="goods",
        buyer=_buyer(sale),
        codes=(code,) if code else (),
        items=tuple(
            Item(
                product_id=line.product_id,
                # By weight half a kilogram is sold; it is one line of something.
                quantity=int(line.quantity) if line.quantity == int(line.quantity) else 1,
                amount=money(line.net, currency),
            )
            for line in lines
            if line.quantity > 0
        ),
        reported_at=sale.changed_at,
        metadata={name: id_ for name, id_ in told.items() if id_},
    )


def _cancellation(sale: Sale, closed: ReportedSale) -> ReportedRefund:
    return ReportedRefund(
        source=SOURCE,
        sale_external_id=sale.id,
        external_id=CANCELLED,
        amount=closed.net,
        occurred_at=sale.changed_at,
        # Every later report of the sale tells it again, and must not move it.
        reported_at=sale.sale_date,
        reason="voided",
    )


def _part(sale: Sale, currency: str) -> PartPayment:
    return PartPayment(
        source=SOURCE,
        external_id=sale.id,
        reported_at=sale.changed_at,
        gross=money(sale.gross, currency),
        paid=money(max(sale.paid, Decimal(0)), currency),
        cancelled=sale.stage == "voided",
    )


def _code(sale: Sale, field: str) -> str | None:
    """The code in the field that the shop uses; a note, where it is one word."""
    told = sale.note if field == NOTE else getattr(sale.customer, field, None)
    code = told.strip() if isinstance(told, str) else ""
    if field != NOTE and sale.customer.is_nobody:
        return None
    return code[:MAX_CODE_LENGTH] if len(code.split()) == 1 else None


def _buyer(sale: Sale) -> Buyer:
    customer = sale.customer
    if customer.is_nobody:
        return Buyer()
    id_, (given, family) = sale.customer_id or customer.id, _names(customer)
    return Buyer(
        external_id=(SOURCE, id_) if id_ else None,
        email=customer.email or customer.contact.email or None,
        phone=_phone(customer),
        display_name=" ".join(filter(None, (given, family))) or None,
        given_name=given,
        family_name=family,
    )


def _person(customer: Customer) -> Translation:
    """How a customer can be reached."""
    if customer.is_nobody:
        return Ignored("It is the customer of those who are not known.")
    if customer.id is None:
        raise UnreadableError("id: This field is needed.")
    given, family = _names(customer)
    person = {
        "external_id": {"source": SOURCE, "id": customer.id},
        "email": customer.email or customer.contact.email or None,
        "phone": _phone(customer),
        "name": {"given": given, "family": family} if given or family else None,
    }
    try:
        return (ReportedPerson(PersonInline.model_validate(person)),)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error


def _names(customer: Customer) -> tuple[str | None, str | None]:
    contact = customer.contact
    given, family = customer.first_name or contact.first_name, customer.last_name
    return given or None, family or contact.last_name or None


def _phone(customer: Customer) -> str | None:
    contact = customer.contact
    told = (customer.mobile, contact.mobile, customer.phone, contact.phone)
    return next((each for each in told if each), None)
