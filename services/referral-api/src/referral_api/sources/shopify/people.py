"""Who bought: the customer, and what the order itself says where the customer is silent."""

from referral_api.domain.sales.household import home_of
from referral_api.domain.sales.sale import Buyer
from referral_api.sources.shopify.payload import Address, Customer, Order

SOURCE = "shopify"


def read_buyer(order: Order) -> Buyer:
    """The buyer; all of it may be missing, as with a sale over the counter."""
    customer = order.customer or Customer()
    address = (
        order.billing_address or order.shipping_address or customer.default_address or Address()
    )
    payer = order.billing_address or Address()
    given = customer.first_name or address.first_name
    family = customer.last_name or address.last_name
    return Buyer(
        external_id=(SOURCE, customer.id) if customer.id else None,
        email=customer.email or order.email or order.contact_email or None,
        phone=customer.phone or order.phone or address.phone or None,
        display_name=" ".join(filter(None, (given, family))) or address.name or None,
        given_name=given or None,
        family_name=family or None,
        locale=order.customer_locale or None,
        country=address.country_code or None,
        region=address.province_code or None,
        # Of who pays, and not of whom it is sent to: that may be a present.
        home=home_of(
            payer.last_name,
            (_text(payer.address1), _text(payer.address2)),
            _text(payer.zip),
            payer.country_code,
        ),
    )


def _text(told: object) -> str | None:
    return told if isinstance(told, str) else None
