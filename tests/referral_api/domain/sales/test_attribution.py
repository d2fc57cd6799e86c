"""Whose referral a sale is, and why."""

from datetime import UTC, datetime

from goodword import ids
from goodword.money import Money
from referral_api.domain.sales.attribution import Click, Known, Participation, attribute, folded
from referral_api.domain.sales.sale import Buyer, ReportedSale

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
CLICK = ids.new()


def participation(code):
    return Participation(
        participant_id=ids.new(),
        person_id=ids.new(),
        program_id=ids.new(),
        program_version=3,
        code=code,
        joined_at=NOON,
    )


ANA, CARL = participation("ANA20"), participation("CARL5")
KNOWN = Known({"ANA20": ANA, "CARL5": CARL}, {CLICK: Click(CARL, NOON)})


def sale(**given):
    money = Money(minor=7990, currency="USD")
    return ReportedSale(
        source="shopify",
        external_id="1",
        closed_at=NOON,
        gross=money,
        net=money,
        net_basis="goods",
        buyer=Buyer(),
        **given,
    )


def test_a_typed_code_finds_its_participant_in_any_case():
    found = attribute(sale(codes=(" aNa20 ",)), KNOWN)

    assert found.participation is ANA
    assert found.by == "code"
    assert found.explanation["sentence"] == "The buyer gave the code ANA20."


def test_a_click_finds_its_participant_and_when_it_was():
    found = attribute(sale(click_id=CLICK), KNOWN)

    assert (found.participation, found.by, found.clicked_at) == (CARL, "link", NOON)
    assert found.explanation["sentence"] == "The buyer came by the link of CARL5."


def test_a_link_code_is_enough_where_the_click_is_unknown():
    found = attribute(sale(click_id=ids.new(), link_code="ana20"), KNOWN)

    assert (found.participation, found.by, found.clicked_at) == (ANA, "link", None)


def test_a_typed_code_goes_before_the_link_and_both_are_kept():
    found = attribute(sale(codes=("SUMMER", "ANA20"), click_id=CLICK), KNOWN)

    assert found.participation is ANA
    assert found.explanation["candidates"] == [
        {"by": "code", "value": "SUMMER", "participant_id": None, "outcome": "unknown"},
        {
            "by": "code",
            "value": "ANA20",
            "participant_id": ids.show("prt", ANA.participant_id),
            "outcome": "chosen",
        },
        {
            "by": "link",
            "value": ids.show("clk", CLICK),
            "participant_id": ids.show("prt", CARL.participant_id),
            "outcome": "passed_over",
        },
    ]


def test_nothing_matched_is_explained_too():
    unknown = attribute(sale(codes=("SUMMER",)), KNOWN)
    bare = attribute(sale(), KNOWN)

    assert unknown.participation is None
    assert unknown.explanation["sentence"] == "No participant belongs to SUMMER."
    assert bare.explanation == {
        "by": None,
        "candidates": [],
        "sentence": "No code and no link came with the sale.",
    }


def test_codes_are_compared_folded():
    assert folded(" Ana20 ") == folded("ANA20") == "ANA20"
