"""Of a delivery that we sent ourselves nobody can earn, and nobody is known or forgotten by it."""

from datetime import UTC, datetime

from goodword import ids
from goodword.money import Money
from referral_api.domain.connections.delivery import Ignored
from referral_api.domain.connections.mail_report import MailReport
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.connections.trial import NOBODY, harmless
from referral_api.domain.people.privacy import ShopErasureAsked
from referral_api.domain.sales.sale import Buyer, ReportedSale

PRICE = Money(minor=7990, currency="USD")


def test_a_sale_is_a_test_of_nobody_and_through_nobody():
    sale = ReportedSale(
        source="shopify",
        external_id="1",
        closed_at=datetime(2026, 3, 5, tzinfo=UTC),
        gross=PRICE,
        net=PRICE,
        net_basis="goods",
        buyer=Buyer(email="ben@example.com"),
        codes=("ANA20",),
        link_code="ANA20",
        click_id=ids.new(),
        landing_code="ANA20",
        landing_click_id=ids.new(),
        rep_id=ids.new(),
    )

    (made,) = harmless((sale,))

    assert (made.test, made.buyer, made.all_codes, made.click_ids) == (True, NOBODY, (), ())
    assert (made.rep_id, made.net, made.external_id) == (None, PRICE, "1")


def test_whoever_it_names_keeps_their_letters_and_their_data():
    said = harmless((MailReport(ids.new(), "bounced"), ShopErasureAsked(source="shopify")))

    assert isinstance(said, Ignored)


def test_a_provider_is_asked_and_what_is_ignored_stays_ignored():
    asked = ReportedObject("tremendous", "GOODWORDTEST")

    assert harmless((asked,)) == (asked,)
    assert harmless(Ignored("nothing to do")) == Ignored("nothing to do")
