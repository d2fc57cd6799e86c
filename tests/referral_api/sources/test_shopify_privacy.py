"""Shopify's privacy topics: what is asked is read from the body, whatever the topic says."""

import pytest
from tests.referral_api.shopify import payload, raw

from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.people.person import Identifier
from referral_api.domain.people.privacy import DataAsked, ErasureAsked, ShopErasureAsked
from referral_api.domain.people.sought import Search
from referral_api.sources import shopify

TOPICS = ("customers/data_request", "customers/redact", "shop/redact")
JOHN = (Identifier("external", "shopify", "191167"), Identifier("email", "", "john@example.com"))
ORDERS = ("299938", "280263", "220458")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_data_request_names_a_customer_and_orders(topic):
    [asked] = shopify.translate(topic, raw(payload("customers_data_request")))

    assert asked == DataAsked(source="shopify", known_by=JOHN, sales=ORDERS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_redaction_seeks_whatever_names_the_customer(topic):
    [asked] = shopify.translate(topic, raw(payload("customers_redact")))

    assert isinstance(asked, ErasureAsked)
    assert (asked.known_by, asked.sales) == (JOHN, ORDERS)
    search = Search(asked.sought)
    named = (b'{"phone": "(555) 625-1199"}', b'{"order_id": 299938}', b'["John@Example.com"]')
    assert all(search.is_named_in(body) for body in named)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_shops_redaction_has_a_shop_and_nothing_else(topic):
    asked = shopify.translate(topic, raw(payload("shop_redact")))

    assert asked == (ShopErasureAsked(source="shopify"),)


def test_a_customer_may_have_no_address_left():
    body = payload("customers_redact", customer={"id": 191167, "email": None, "phone": None})

    [asked] = shopify.translate("customers/redact", raw(body))

    assert isinstance(asked, ErasureAsked)
    assert asked.known_by == JOHN[:1]


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("name", ["orders_paid", "refunds_create"])
def test_another_body_sent_once_more_under_such_a_topic_erases_nobody(topic, name):
    with pytest.raises(UnreadableError):
        shopify.translate(topic, raw(payload(name)))


def test_a_redaction_under_another_topic_is_no_order():
    with pytest.raises(UnreadableError):
        shopify.translate("orders/paid", raw(payload("customers_redact")))
    told = shopify.translate("products/update", raw(payload("customers_redact")))
    assert isinstance(told, Ignored)


@pytest.mark.parametrize(
    "body",
    [
        {"shop_id": 1, "shop_domain": "x", "customer": {"id": 1}},
        {"shop_id": 1, "customer": {"id": 1}, "orders_to_redact": []},
        {"shop_id": 1, "shop_domain": "x", "customer": None, "orders_to_redact": []},
    ],
)
def test_what_is_incomplete_is_not_understood(body):
    with pytest.raises(UnreadableError):
        shopify.translate("customers/redact", raw(body))
