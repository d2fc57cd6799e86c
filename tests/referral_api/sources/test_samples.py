"""Every source makes up a delivery that it takes for one of its sender's, and that harms nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from goodword.money import Money
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.sources import SOURCES

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
URL = "https://goodword.example/webhooks/con_1"
LABELS = {
    "bigcommerce": ("store/order/created", "sample-1"),
    "delighted": ("survey_response.created", None),
    "google": ("NEW_REVIEW", "sample-1"),
    "hubspot": (
        "deal.propertyChange",
        "events:b22455fab9f88a03b3b5143d61c637a6beac72696974dbcce4b0f7828f49103a",
    ),
    "inbound_mail": ("inbound_mail", "<sample-1@goodword.invalid>"),
    "judgeme": ("review/created", None),
    "lightspeed": ("sale.update", None),
    "mail_reports": ("mail_report", None),
    "mapped": ("unknown", None),
    "pipedrive": ("change.deal", "sample-1"),
    "podium": ("review.created", None),
    "salesforce": ("Opportunity", None),
    "shopify": ("orders/paid", "sample-1"),
    "square": ("payment.updated", "sample-1"),
    "standard": ("sale", "sample-1"),
    "stripe": ("checkout.session.completed", "sample-1"),
    "tremendous": ("ORDERS.APPROVED", "sample-1"),
    "woocommerce": ("order.updated", None),
}


def made(name: str, called: str = "sample-1"):
    secret = SOURCES[name].new_secret()
    return secret, SOURCES[name].sample(called, NOW, secret, URL)


@pytest.mark.parametrize("name", SOURCES)
def test_it_is_signed_as_the_sender_signs(name):
    secret, sample = made(name)
    source = SOURCES[name]

    url = f"{URL}?{sample.query}" if sample.query else URL
    incoming = Incoming(sample.headers, sample.body, url)

    assert source.verify(incoming, [secret], NOW)
    assert not source.verify(incoming, [source.new_secret()], NOW)
    assert all(header == header.lower() for header in sample.headers)


@pytest.mark.parametrize("name", SOURCES)
def test_it_is_labelled_with_the_name_that_makes_it_one_of_its_own(name):
    _, sample = made(name)
    label = SOURCES[name].label(Incoming(sample.headers, sample.body, URL))

    assert (label.topic, label.external_id) == LABELS[name]
    assert made(name, "sample-2")[1].body != sample.body


@pytest.mark.parametrize("name", ["shopify", "standard"])
def test_a_shop_reports_a_test_sale_of_nobody(name):
    _, sample = made(name)

    (sale,) = SOURCES[name].translate(LABELS[name][0], sample.body)

    assert isinstance(sale, ReportedSale)
    assert (sale.test, sale.buyer, sale.all_codes, sale.click_ids) == (True, Buyer(), (), ())
    assert sale.net == Money(minor=7990, currency="USD")
    assert (sale.external_id, sale.closed_at) == ("sample-1", NOW)


def test_a_provider_reports_an_order_that_does_not_exist():
    _, sample = made("tremendous")

    said = SOURCES["tremendous"].translate("ORDERS.APPROVED", sample.body)

    assert said == (ReportedObject("tremendous", "GOODWORDTEST"),)


def test_a_mail_server_reports_a_bounce_of_no_letter_of_ours():
    _, sample = made("mail_reports")

    assert SOURCES["mail_reports"].translate("mail_report", sample.body) == Ignored(
        "It names no letter of ours."
    )


def test_a_sample_of_yesterday_is_too_old_where_the_sender_signs_the_time():
    secret, sample = made("standard")

    later = NOW + timedelta(days=1)
    incoming = Incoming(sample.headers, sample.body, URL)

    assert not SOURCES["standard"].verify(incoming, [secret], later)
