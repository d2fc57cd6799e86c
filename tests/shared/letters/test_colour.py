"""The ink on a business's colour can be read."""

import pytest

from goodword.letters.colour import accent, ink_on


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


def test_only_a_six_digit_colour_is_taken():
    assert accent("#Ab12cD") == "#Ab12cD"
    assert accent("blue") == "#1f6f5c"
    assert accent(None) == "#1f6f5c"
