"""What a score says of a client (R-NPS-02), on both scales that there are."""

from datetime import UTC, datetime

import pytest

from goodword import ids
from goodword.asking import AskParameters
from goodword.events import SurveyAnswered
from notifier.domain.asks.client import good_word, signal_of
from notifier.domain.asks.happening import happening_of


def answered(score: int, scale_min: int) -> SurveyAnswered:
    return SurveyAnswered(
        business_id=ids.new(),
        person_id=ids.new(),
        survey_answer_id=ids.new(),
        version=1,
        kind="nps",
        score=score,
        scale_min=scale_min,
        scale_max=10,
        answered_at=datetime(2031, 6, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize("scale_min", [0, 1])
@pytest.mark.parametrize(
    ("score", "asks"),
    [(1, False), (6, False), (7, False), (8, False), (9, True), (10, True)],
)
def test_r_nps_02_nines_and_tens_open_an_ask_on_either_scale(
    score: int, scale_min: int, asks: bool
) -> None:
    happening = happening_of(answered(score, scale_min))

    assert (good_word(happening, AskParameters()) is not None) is asks
    signal = signal_of(happening)
    assert signal is not None
    assert signal.level == score / 10


def test_r_nps_02_a_zero_is_a_word_and_no_good_one() -> None:
    happening = happening_of(answered(0, 0))

    assert signal_of(happening) is not None
    assert good_word(happening, AskParameters()) is None
