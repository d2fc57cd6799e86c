"""The ask gate's rules, by their ids."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from goodword import ids
from goodword.asking import (
    AskParameters,
    CheckIn,
    Client,
    Issue,
    Opportunity,
    PastAsk,
    Signal,
    Window,
    add_months,
    consider,
)

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
DEFAULT = AskParameters()


def ago(**parts):
    return NOW - timedelta(**parts)


def said(level, at, kind="survey_answer"):
    return Signal(kind, ids.new(), at, level)


HAPPY = Client(
    is_client=True,
    delivered_at=ago(days=60),
    first_purchase_at=ago(days=70),
    signals=(said(0.9, ago(days=1)),),
    valued_at=(ago(days=20),),
)


def codes(client, at=NOW, parameters=DEFAULT):
    return [reason.code for reason in consider(client, at, parameters).reasons]


def test_r_ask_01_whoever_is_considered_is_told_every_reason_with_actual_and_required():
    stranger = Client(is_client=False, do_not_ask=True, may_be_written_to=False)

    reasons = consider(stranger, NOW, DEFAULT).reasons

    assert [(each.code, each.actual) for each in reasons] == [
        ("not_a_client", "not bought"),
        ("not_promoter", None),
        ("do_not_ask", "asked not to be asked"),
        ("no_contact_way", "none"),
        ("no_value_since_last_ask", None),
    ]
    assert all(each.required for each in reasons)


@pytest.mark.parametrize(
    ("signal", "asked"),
    [
        (said(0.9, ago(days=1)), True),
        (said(1.0, ago(days=1)), True),
        (said(0.8, ago(days=1)), False),
        (said(0.0, ago(days=1)), False),
        (said(0.9, ago(days=1), "review"), True),
        (said(0.89, ago(days=1), "review"), False),
        (said(None, ago(days=1), "gratitude"), True),
        (said(None, ago(days=1), "check_in"), True),
    ],
)
def test_r_ask_02_promoters_top_ratings_and_praise_are_satisfied(signal, asked):
    client = replace(HAPPY, signals=(signal,))

    assert codes(client) == ([] if asked else ["not_promoter"])


def test_r_ask_02_what_was_said_before_delivery_does_not_count():
    early = replace(HAPPY, signals=(said(1.0, ago(days=61)),))

    assert codes(early) == ["not_promoter"]
    assert codes(replace(HAPPY, delivered_at=None)) == ["not_delivered", "not_promoter"]


@pytest.mark.parametrize("stage", ["proposal_accepted", "committing"])
def test_r_ask_03_nobody_is_asked_while_they_commit(stage):
    client = replace(HAPPY, opportunities=(Opportunity(stage, ago(days=3)),))

    assert codes(client) == ["committing"]


def test_r_ask_03_nor_from_the_close_until_their_first_word_after_it():
    closed = replace(HAPPY, opportunities=(Opportunity("won", ago(hours=2)),))
    heard = replace(closed, signals=(*HAPPY.signals, said(1.0, ago(hours=1))))

    assert codes(closed) == ["committing"]
    assert codes(heard) == []
    assert codes(replace(HAPPY, opportunities=(Opportunity("open", NOW),))) == []
    assert codes(replace(HAPPY, opportunities=(Opportunity("lost", NOW),))) == []


def test_r_ask_04_a_signal_opens_a_window_from_one_hour_to_48_hours_after_it():
    window = Window.after(NOW, DEFAULT)

    assert [
        window.is_open(NOW + timedelta(hours=hours, seconds=seconds))
        for hours, seconds in ((1, -1), (1, 0), (48, -1), (48, 0))
    ] == [False, True, True, False]


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 9, 15), 4, date(2027, 1, 15)),
    ],
)
def test_r_ask_05_months_are_calendar_months(last, months, due):
    assert add_months(last, months) == due


def test_r_ask_05_a_check_in_is_due_after_4_months_and_overdue_after_6():
    check_in = CheckIn.after(date(2026, 8, 31), DEFAULT)

    assert (check_in.earliest, check_in.due, check_in.overdue) == (
        date(2026, 11, 30),
        date(2026, 12, 31),
        date(2027, 2, 28),
    )


@pytest.mark.parametrize("kind", ["complaint", "question", "delivery", "billing"])
def test_r_ask_06_whoever_waits_for_an_answer_is_not_asked(kind):
    client = replace(HAPPY, issues=(Issue(kind, ago(days=2)),))

    [reason] = consider(client, NOW, DEFAULT).reasons

    assert (reason.code, reason.actual) == ("open_issue", kind)


@pytest.mark.parametrize(
    ("days", "new_signal", "asked"),
    [(90, False, True), (89, False, False), (30, True, True), (29, True, False)],
)
def test_r_ask_07_90_days_lie_between_two_asks_or_30_with_a_new_signal(days, new_signal, asked):
    signal = said(0.9, ago(days=1) if new_signal else ago(days=days + 1))
    client = replace(
        HAPPY,
        delivered_at=ago(days=200),
        signals=(signal,),
        asks=(PastAsk(ago(days=days), "named"),),
        valued_at=(ago(days=5), ago(days=6)),
    )

    assert codes(client) == ([] if asked else ["asked_recently"])


def test_r_ask_07_no_more_than_four_asks_go_out_in_365_days():
    asks = tuple(PastAsk(ago(days=days), "named") for days in (364, 300, 200, 100))
    older = (PastAsk(ago(days=365), "named"), *asks[1:])
    client = replace(HAPPY, valued_at=tuple(ago(days=day) for day in range(1, 9)))

    assert codes(replace(client, asks=asks)) == ["asked_too_often"]
    assert codes(replace(client, asks=older)) == []


def test_r_msg_07_two_commercial_messages_in_seven_days_are_enough():
    often = AskParameters(min_days=0, min_days_with_signal=0, value_per_ask=0)
    asks = (PastAsk(ago(days=6), "named"), PastAsk(ago(days=5), "named"))
    older = (PastAsk(ago(days=7), "named"), asks[1])
    client = replace(HAPPY, valued_at=(ago(hours=1),))

    assert codes(replace(client, asks=asks), parameters=often) == ["too_many_messages"]
    assert codes(replace(client, asks=older), parameters=often) == []


def test_r_ask_07_two_asks_without_an_answer_are_enough():
    silent = (PastAsk(ago(days=200)), PastAsk(ago(days=100)))
    spoken = (PastAsk(ago(days=200)), PastAsk(ago(days=150), "not_now"), PastAsk(ago(days=100)))
    client = replace(HAPPY, valued_at=tuple(ago(days=day) for day in range(1, 7)))

    assert codes(replace(client, asks=silent)) == ["unanswered_asks"]
    assert codes(replace(client, asks=spoken)) == []


def test_r_ask_07_whoever_said_never_is_never_asked_again():
    refused = replace(
        HAPPY,
        asks=(PastAsk(ago(days=300), "never"),),
        valued_at=(ago(days=1), ago(days=2)),
    )

    assert codes(refused) == ["do_not_ask"]
    assert codes(replace(HAPPY, do_not_ask=True)) == ["do_not_ask"]


def test_r_ask_08_long_known_clients_and_good_referrers_come_first_and_nobody_is_shut_out():
    known = replace(HAPPY, first_purchase_at=ago(days=180))
    fruitful = replace(HAPPY, converted_referrals=3)

    ranks = [consider(each, NOW, DEFAULT).priority for each in (known, fruitful, HAPPY)]

    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 3
    assert all(consider(each, NOW, DEFAULT).eligible for each in (known, fruitful, HAPPY))


def test_r_nps_05_the_newest_word_counts_and_none_counts_longer_than_180_days():
    worse = replace(HAPPY, signals=(said(0.9, ago(days=2)), said(0.6, ago(days=1))))
    better = replace(HAPPY, signals=(said(0.6, ago(days=2)), said(0.9, ago(days=1))))
    old = replace(HAPPY, delivered_at=ago(days=300), signals=(said(1.0, ago(days=180)),))
    older = replace(old, signals=(said(1.0, ago(days=180, seconds=1)),))

    assert [codes(each) for each in (worse, better, old, older)] == [
        ["not_promoter"],
        [],
        [],
        ["not_promoter"],
    ]


def test_r_nps_06_after_a_complaint_a_good_word_must_come_that_is_newer_than_its_answer():
    answered = replace(HAPPY, issues=(Issue("complaint", ago(days=9), ago(hours=5)),))
    pleased = replace(answered, signals=(said(0.9, ago(hours=4)),))

    assert codes(answered) == ["not_promoter"]
    assert codes(pleased) == []


@pytest.mark.parametrize(("days", "asked"), [(90, True), (91, False)])
def test_r_val_01_an_ask_needs_a_contact_of_value_within_90_days(days, asked):
    client = replace(HAPPY, delivered_at=ago(days=100), valued_at=(ago(days=days),))

    assert codes(client) == ([] if asked else ["no_value_since_last_ask"])


def test_r_val_01_and_one_that_came_after_the_last_ask():
    asks = (PastAsk(ago(days=40), "not_now"),)
    before = replace(HAPPY, asks=asks, valued_at=(ago(days=41), ago(days=42)))
    after = replace(before, valued_at=(ago(days=39), ago(days=42)))

    assert codes(before) == ["no_value_since_last_ask"]
    assert codes(after) == []


def test_r_val_03_over_a_year_value_is_given_twice_as_often_as_asked():
    asks = (PastAsk(ago(days=200), "named"), PastAsk(ago(days=100), "named"))
    three = replace(HAPPY, asks=asks, valued_at=tuple(ago(days=day) for day in (1, 2, 3)))
    four = replace(three, valued_at=(*three.valued_at, ago(days=364)))

    [reason] = consider(three, NOW, DEFAULT).reasons

    assert (reason.code, reason.actual, reason.required) == ("too_little_value", 3, 4)
    assert codes(four) == []


def test_a_client_who_may_not_be_written_to_is_not_asked():
    assert codes(replace(HAPPY, may_be_written_to=False)) == ["no_contact_way"]


@given(
    st.lists(st.integers(0, 400), max_size=6),
    st.lists(st.integers(0, 400), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_facts_came_makes_no_difference(asked, valued, random):
    asks = [PastAsk(ago(days=days), None if days % 2 else "named") for days in asked]
    signals = [said(days / 400, ago(days=days)) for days in valued]
    client = replace(
        HAPPY,
        asks=tuple(asks),
        signals=tuple(signals),
        valued_at=tuple(ago(days=days) for days in valued),
    )
    verdict = consider(client, NOW, DEFAULT)

    random.shuffle(asks)
    random.shuffle(signals)
    shuffled = replace(client, asks=tuple(asks), signals=tuple(signals))

    assert consider(shuffled, NOW, DEFAULT).reasons == verdict.reasons


@pytest.mark.parametrize(
    "wrong",
    [
        {"check_in_months": 7},
        {"signal_delay_hours": 48},
        {"min_days": -1},
        {"unknown": 1},
    ],
)
def test_numbers_that_cannot_be_right_are_refused(wrong):
    with pytest.raises(ValidationError):
        AskParameters.model_validate(wrong)
