"""Whose referral a sale is, and why."""

from datetime import UTC, datetime, timedelta

import pytest

from goodword import ids
from goodword.money import Money
from referral_api.domain.referrals.offer import Offer
from referral_api.domain.referrals.referral import Referral
from referral_api.domain.sales.attribution import BuyerStanding, attribute
from referral_api.domain.sales.candidates import (
    Click,
    Known,
    Participation,
    PriorReferral,
    folded,
    names_somebody,
)
from referral_api.domain.sales.sale import Buyer, ReportedSale

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
CLICK, EARLIER_CLICK = ids.new(), ids.new()
PROGRAM = ids.new()
BEN = BuyerStanding(ids.new())


def days(count):
    return timedelta(days=count)


def participation(code, **given):
    offer = given.pop("offer", Offer(30, "share", "last", "UTC"))
    values = {"participant_id": ids.new(), "person_id": ids.new(), "program_id": PROGRAM}
    values |= {"program_version": 3, "code": code, "joined_at": NOON, "offer": offer}
    return Participation(**values | given)


ANA, CARL = participation("ANA20"), participation("CARL5")
KNOWN = Known(
    {"ANA20": ANA, "CARL5": CARL},
    {CLICK: Click(CARL, NOON), EARLIER_CLICK: Click(ANA, NOON - days(1))},
)


def sale(**given):
    money = Money(minor=7990, currency="USD")
    values = {"source": "shopify", "external_id": "1", "closed_at": NOON, "gross": money}
    values |= {"net": money, "net_basis": "goods", "buyer": Buyer()}
    return ReportedSale(**values | given)


BEGUN, ENDS = NOON - days(3), NOON + days(9)


def prior(participant, *, status="named", begun=BEGUN, ends=ENDS, **given):
    referral = Referral(
        business_id=ids.new(),
        referral_id=ids.new(),
        referral_class="named_referral",
        channel="named",
        referrer_id=participant.person_id,
        prospect_id=BEN.person_id,
        program_id=participant.program_id,
        program_version=3,
        status=status,
        named_at=begun,
        window_ends_at=ends,
    )
    values = {"referral": referral, "by": "email", "begun_at": begun, "window_ends_at": ends}
    values |= {"offer": participant.offer, "participation": participant}
    return PriorReferral(**values | given)


def named(*priors):
    return BuyerStanding(BEN.person_id, priors)


def outcomes(found):
    return [(each["by"], each["outcome"]) for each in found.explanation["candidates"]]


def test_a_typed_code_finds_its_participant_in_any_case():
    found = attribute(sale(codes=(" aNa20 ",)), KNOWN, BEN)

    assert found.participation is ANA
    assert found.by == "code"
    assert found.explanation["sentence"] == "The buyer gave the code ANA20."


def test_a_click_finds_its_participant_and_when_it_was():
    found = attribute(sale(click_id=CLICK), KNOWN, BEN)

    assert (found.participation, found.by, found.clicked_at) == (CARL, "link", NOON)
    assert found.explanation["sentence"] == "The buyer came by the link of CARL5."


def test_a_link_code_is_enough_where_the_click_is_unknown():
    found = attribute(sale(click_id=ids.new(), link_code="ana20"), KNOWN, BEN)

    assert (found.participation, found.by, found.clicked_at) == (ANA, "link", None)


def test_the_address_at_which_the_buyer_landed_counts_too():
    by_click = attribute(sale(landing_click_id=CLICK), KNOWN, BEN)
    by_code = attribute(sale(landing_code="ANA20"), KNOWN, BEN)

    assert (by_click.participation, by_click.by) == (CARL, "link")
    assert (by_code.participation, by_code.by) == (ANA, "link")


def test_a_typed_code_goes_before_the_link_and_both_are_kept():
    found = attribute(sale(codes=("SUMMER", "ANA20"), click_id=CLICK), KNOWN, BEN)

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
    assert found.explanation["conflicts"] == ["code_and_link_differ"]


def test_what_points_at_the_same_referrer_agrees():
    found = attribute(sale(codes=("ANA20",), link_code="ana20"), KNOWN, BEN)

    assert outcomes(found) == [("code", "chosen"), ("link", "agrees")]
    assert found.explanation["conflicts"] == []


def test_of_two_codes_the_first_decides_and_the_conflict_is_kept():
    found = attribute(sale(codes=("CARL5", "ANA20")), KNOWN, BEN)

    assert found.participation is CARL
    assert outcomes(found) == [("code", "chosen"), ("code", "passed_over")]
    assert found.explanation["conflicts"] == ["several_codes"]


def test_of_two_clicks_the_last_decides_or_the_first_as_the_program_says():
    both = sale(landing_click_id=EARLIER_CLICK, click_id=CLICK)
    first = Offer(30, "click", "first", "UTC")
    early, late = participation("ANA20", offer=first), participation("CARL5", offer=first)
    known = Known({}, {CLICK: Click(late, NOON), EARLIER_CLICK: Click(early, NOON - days(1))})

    assert attribute(both, KNOWN, BEN).participation is CARL
    found = attribute(both, known, BEN)

    assert found.participation is early
    assert found.clicked_at == NOON - days(1)


def test_first_touch_decides_among_those_of_one_program_only():
    first = Offer(30, "share", "first", "UTC")
    typed = participation("TYPED", offer=first)
    elsewhere = participation("OTHER", offer=first, program_id=ids.new())
    known = Known(
        {"TYPED": typed}, {CLICK: Click(ANA, NOON - days(2)), EARLIER_CLICK: Click(elsewhere, NOON)}
    )

    within = attribute(sale(codes=("TYPED",), click_id=CLICK), known, BEN)
    across = attribute(sale(codes=("TYPED",), click_id=EARLIER_CLICK), known, BEN)

    assert within.participation is ANA
    assert across.participation is typed


@pytest.mark.parametrize(
    ("closed_at", "outcome"),
    [
        (datetime(2026, 4, 5, 3, 59, 59, tzinfo=UTC), "chosen"),
        (datetime(2026, 4, 5, 4, 0, 0, tzinfo=UTC), "passed"),
    ],
)
def test_a_window_counts_to_the_last_second_of_the_local_day(closed_at, outcome):
    offer = Offer(30, "share", "last", "America/New_York")
    ana = participation("ANA20", offer=offer)
    referred = named(prior(ana, ends=offer.ends_at(NOON)))

    found = attribute(sale(closed_at=closed_at), KNOWN, referred)

    assert (found.prior is not None) == (outcome == "chosen")


def test_what_is_outside_its_window_is_passed_over_where_something_else_counts():
    old = participation("OLD", joined_at=NOON - days(60))
    known = Known({"OLD": old, "ANA20": ANA}, {})

    found = attribute(sale(codes=("OLD", "ANA20")), known, BEN)

    assert found.participation is ANA
    assert outcomes(found) == [("code", "outside_window"), ("code", "chosen")]


def test_what_is_outside_its_window_is_kept_where_nothing_else_is_there():
    old = participation("OLD", joined_at=NOON - days(60))

    found = attribute(sale(codes=("OLD",)), Known({"OLD": old}, {}), BEN)

    assert found.participation is old
    assert "window does not hold" in found.explanation["sentence"]


def test_an_own_code_gives_way_to_a_friends_and_is_never_dropped():
    own = BuyerStanding(ANA.person_id)

    alone = attribute(sale(codes=("ANA20",)), KNOWN, own)
    beside = attribute(sale(codes=("ANA20",), click_id=CLICK), KNOWN, own)

    assert alone.participation is ANA
    assert alone.explanation["conflicts"] == ["self_referral"]
    assert "the buyer's own" in alone.explanation["sentence"]
    assert beside.participation is CARL
    assert outcomes(beside) == [("code", "own_code"), ("link", "chosen")]
    assert set(beside.explanation["conflicts"]) == {"self_referral", "code_and_link_differ"}


def test_a_named_prospect_is_known_without_any_code():
    found = attribute(sale(), KNOWN, named(prior(CARL)))

    assert found.prior.referral.referrer_id == CARL.person_id
    assert (found.by, found.participation) == ("email", CARL)
    assert found.explanation["sentence"] == (
        "The buyer was referred before, and is known by their e-mail address."
    )


def test_a_typed_code_goes_before_the_name_and_the_conflict_is_kept():
    found = attribute(sale(codes=("ANA20",)), KNOWN, named(prior(CARL)))

    assert (found.participation, found.prior) == (ANA, None)
    assert outcomes(found) == [("code", "chosen"), ("email", "passed_over")]
    assert found.explanation["conflicts"] == ["named_by_another"]


def test_of_two_who_gave_the_name_the_last_counts_or_the_first():
    last = named(prior(ANA, begun=NOON - days(2)), prior(CARL, begun=NOON - days(1)))
    first_touch = Offer(30, "named", "first", "UTC")
    early = participation("E", offer=first_touch)
    late = participation("L", offer=first_touch)
    first = named(prior(early, begun=NOON - days(2)), prior(late, begun=NOON - days(1)))

    assert attribute(sale(), KNOWN, last).participation is CARL
    assert attribute(sale(), KNOWN, first).participation is early


def test_a_referral_counts_within_its_window_only():
    late = attribute(sale(), KNOWN, named(prior(ANA, ends=NOON)))
    early = attribute(sale(), KNOWN, named(prior(ANA, begun=NOON + days(1))))
    not_begun = attribute(sale(), KNOWN, named(prior(ANA, ends=None)))
    introduced = participation("I", offer=Offer(90, "introduction", "last", "UTC"))
    unintroduced = attribute(sale(), KNOWN, named(prior(introduced, ends=None)))

    assert [each.prior for each in (late, early, not_begun)] == [None] * 3
    assert outcomes(late) == [("email", "outside_window")]
    assert "window of that referral does not hold" in late.explanation["sentence"]
    assert unintroduced.prior is not None


def test_who_asked_to_be_left_alone_is_nobodys_prospect():
    found = attribute(sale(), KNOWN, named(prior(ANA, status="withdrawn")))

    assert found.prior is None
    assert outcomes(found) == [("email", "withdrawn")]
    assert "left alone" in found.explanation["sentence"]


@pytest.mark.parametrize("status", ["named", "contacted", "qualified", "lost", "expired", "won"])
def test_no_other_state_keeps_a_purchase_from_its_referral(status):
    assert attribute(sale(), KNOWN, named(prior(ANA, status=status))).prior is not None


def test_nothing_matched_is_explained_too():
    unknown = attribute(sale(codes=("SUMMER",)), KNOWN, BEN)
    bare = attribute(sale(), KNOWN, BEN)

    assert unknown.participation is None
    assert unknown.explanation["sentence"] == "No participant belongs to SUMMER."
    assert bare.explanation == {
        "by": None,
        "candidates": [],
        "conflicts": [],
        "sentence": "No code and no link came with the sale.",
    }


def test_a_sale_names_somebody_by_any_code_or_click():
    assert names_somebody(sale(codes=("x", "ana20")), KNOWN)
    assert names_somebody(sale(landing_click_id=CLICK), KNOWN)
    assert not names_somebody(sale(codes=("x",), click_id=ids.new()), KNOWN)


def test_codes_are_compared_folded():
    assert folded(" Ana20 ") == folded("ANA20") == "ANA20"


LEFT = participation("ANA20", left_at=NOON)
SINCE_LEFT = Known({"ANA20": LEFT, "CARL5": CARL}, {CLICK: Click(LEFT, NOON - days(1))})


def test_a_code_counts_until_its_participant_left_and_for_nobody_from_then_on():
    until = attribute(
        sale(codes=("ANA20",), closed_at=NOON - timedelta(seconds=1)), SINCE_LEFT, BEN
    )
    since = attribute(sale(codes=("ANA20",)), SINCE_LEFT, BEN)

    assert (until.by, until.participation) == ("code", LEFT)
    assert (since.by, since.participation, since.prior) == (None, None, None)
    assert outcomes(since) == [("code", "left")]
    assert since.explanation["sentence"] == (
        "Whoever ANA20 belongs to had left the program before the purchase."
    )


def test_a_link_that_was_followed_before_they_left_still_counts():
    found = attribute(sale(click_id=CLICK, closed_at=NOON + days(1)), SINCE_LEFT, BEN)

    assert (found.by, found.participation) == ("link", LEFT)


def test_who_was_referred_before_they_left_is_still_theirs_whatever_code_is_typed():
    found = attribute(sale(codes=("ANA20",)), SINCE_LEFT, named(prior(LEFT)))

    assert (found.by, found.prior.participation) == ("email", LEFT)
    assert outcomes(found) == [("code", "left"), ("email", "chosen")]


def test_the_code_of_who_left_gives_way_to_one_that_counts():
    found = attribute(sale(codes=("ANA20", "CARL5")), SINCE_LEFT, BEN)

    assert found.participation == CARL
    assert outcomes(found) == [("code", "left"), ("code", "chosen")]
