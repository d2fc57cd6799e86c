"""The ink on a business's colour can be read, and its button seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.letters.colour import EDGE, GROUNDS, MIN_SEEN, accent, contrast, edge_of, ink_on

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("colour", "ink"),
    [
        ("#ffffff", "#000000"),
        ("#ffd400", "#000000"),
        ("#00ff00", "#000000"),
        ("#000000", "#ffffff"),
        ("#1f6f5c", "#ffffff"),
        ("#0000FF", "#ffffff"),
    ],
)
def test_ink_contrasts_with_the_colour(colour, ink):
    assert ink_on(colour) == ink


@given(colours)
def test_on_any_colour_the_ink_can_be_read(colour):
    assert contrast(ink_on(colour), colour) >= 4.5


@given(colours)
def test_a_button_of_any_colour_is_seen_on_any_ground(colour):
    assert all(contrast(edge_of(colour), ground) >= MIN_SEEN for ground in GROUNDS)


def test_the_edge_of_a_white_and_of_a_black_button_is_grey():
    assert [edge_of(each) for each in ("#ffffff", "#000000", "#b4532a")] == [EDGE, EDGE, "#b4532a"]
    assert all(contrast(EDGE, ground) >= 3 for ground in GROUNDS)


def test_only_a_six_digit_colour_is_taken():
    assert accent("#Ab12cD") == "#Ab12cD"
    assert accent("blue") == "#1f6f5c"
    assert accent(None) == "#1f6f5c"
