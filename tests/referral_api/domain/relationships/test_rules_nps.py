"""The figure over all scores (R-NPS-03), by hand."""

import pytest

from referral_api.domain.relationships.nps import Counts


def counts(promoters: int, passives: int, detractors: int, invited: int = 0) -> Counts:
    return Counts(promoters, passives, detractors, invited, invited_answered=invited // 4)


@pytest.mark.parametrize(
    ("found", "score", "margin"),
    [
        (counts(30, 50, 20), 10.0, 13.7),
        (counts(100, 0, 0), 100.0, 0.0),
        (counts(0, 0, 30), -100.0, 0.0),
        (counts(0, 40, 0), 0.0, 0.0),
        (counts(20, 0, 20), 0.0, 31.0),
    ],
)
def test_r_nps_03_the_score_is_of_promoters_less_detractors_with_its_margin(found, score, margin):
    assert (found.score, found.margin, found.too_few) == (score, margin, False)


def test_r_nps_03_of_fewer_than_thirty_answers_there_is_no_figure():
    found = counts(9, 10, 10)

    assert (found.n, found.too_few, found.score, found.margin) == (29, True, None, None)
    assert not counts(10, 10, 10).too_few


def test_r_nps_03_the_response_rate_is_of_those_invited_and_unknown_where_nobody_was():
    assert counts(30, 50, 20, invited=300).response_rate == 0.25
    assert counts(30, 50, 20, invited=7).response_rate == 0.143
    assert counts(30, 50, 20).response_rate is None
