"""What the gate says to whoever asks why somebody was not asked: each reason in full, and where
exactly each rule begins."""

from dataclasses import replace

import pytest
from tests.shared.asking.test_rules_gate import DEFAULT, HAPPY, NOW, ago, codes, said

from goodword.asking import AskReason, Client, Issue, Opportunity, PastAsk, consider


def asked(days, answer="not_now"):
    return PastAsk(ago(days=days), answer)


def told(client):
    return list(consider(client, NOW, DEFAULT).reasons)


def with_signal(*signals):
    return replace(HAPPY, signals=signals)


@pytest.mark.parametrize(
    ("client", "reason"),
    [
        (
            replace(HAPPY, is_client=False),
            AskReason("not_a_client", "not bought", "a purchase"),
        ),
        (
            with_signal(said(0.65, ago(days=2))),
            AskReason("not_promoter", "6.5 of 10 on 2026-08-30", "9 of 10"),
        ),
        (
            with_signal(said(None, ago(days=181), "gratitude")),
            AskReason("not_promoter", "praise on 2026-03-04", "9 of 10"),
        ),
        (with_signal(), AskReason("not_promoter", None, "9 of 10")),
        (
            replace(HAPPY, opportunities=(Opportunity("committing", ago(days=3)),)),
            AskReason("committing", "committing", "no purchase under way"),
        ),
        (
            replace(HAPPY, issues=(Issue("complaint", ago(days=9)),)),
            AskReason("open_issue", "complaint", "resolved"),
        ),
        (
            replace(HAPPY, issues=(Issue("complaint", ago(days=9), ago(hours=1)),)),
            AskReason("not_promoter", "9 of 10 on 2026-08-31", "a good word after 2026-09-01"),
        ),
        (
            replace(HAPPY, do_not_ask=True),
            AskReason("do_not_ask", "asked not to be asked", "no objection"),
        ),
        (
            replace(HAPPY, may_be_written_to=False),
            AskReason("no_contact_way", "none", "an address that may be written to"),
        ),
        (
            replace(HAPPY, valued_at=(ago(days=91),), delivered_at=ago(days=100)),
            AskReason(
                "no_value_since_last_ask",
                "2026-06-02",
                "one since the last ask, within 90 days",
            ),
        ),
    ],
)
def test_a_reason_says_what_was_found_and_what_it_would_have_to_be(client, reason):
    assert told(client) == [reason]


def test_whoever_bought_and_got_nothing_yet_is_told_so():
    assert told(replace(HAPPY, delivered_at=None))[0] == AskReason(
        "not_delivered", "not delivered", "a delivery"
    )


def test_how_often_is_told_in_numbers():
    client = replace(HAPPY, asks=tuple(asked(days) for days in (1, 2, 100, 200)))

    assert {(each.code, each.actual, each.required) for each in told(client)} >= {
        ("asked_recently", 1, 90),
        ("asked_too_often", 4, 4),
        ("too_many_messages", 2, 2),
        ("too_little_value", 1, 8),
    }


def test_silence_is_told_as_a_number_too():
    client = replace(HAPPY, asks=(asked(100, None), asked(200, None)))

    assert AskReason("unanswered_asks", 2, 2) in told(client)


def test_a_survey_is_rounded_as_people_answer_it_and_a_review_is_not():
    assert codes(with_signal(said(0.86, ago(days=1)))) == []
    assert codes(with_signal(said(0.86, ago(days=1), "review"))) == ["not_promoter"]


def test_of_two_words_at_one_moment_the_worse_counts():
    at = ago(days=1)
    praise = said(None, at, "gratitude")

    for level in (0.0, 0.3, 0.99):
        worse = said(level, at)
        for order in ((praise, worse), (worse, praise)):
            assert list(with_signal(*order).newest_first()) == [worse, praise]
    best = said(1.0, at)
    assert list(with_signal(praise, best).newest_first()) == [praise, best]


def test_the_very_moments_at_which_a_rule_begins_and_ends():
    delivered = HAPPY.delivered_at
    at_delivery = replace(with_signal(said(0.9, delivered)), valued_at=(ago(days=20),))
    won = replace(HAPPY, opportunities=(Opportunity("won", ago(days=1)),))
    mended_now = replace(HAPPY, issues=(Issue("complaint", ago(days=9), NOW),))

    assert codes(at_delivery) == []
    assert codes(won) == ["committing"]
    assert codes(mended_now) == ["not_promoter"]  # no longer open, and nothing good was said since


def test_a_stranger_has_no_priority_to_speak_of():
    assert consider(Client(is_client=False), NOW, DEFAULT).priority == 0
