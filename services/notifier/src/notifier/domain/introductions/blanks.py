"""What a referrer fills in themselves, where nobody has told us what a drafted letter needs."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blanks:
    """How the two know each other, what the prospect needs, and what was done for the referrer."""

    how_known: str
    problem: str
    story: str


BLANKS: Mapping[str, Blanks] = {
    "en": Blanks("[how you know each other]", "[what they need]", "[what was done for you]"),
    "de": Blanks("[woher Sie sich kennen]", "[worum es geht]", "[was für Sie getan wurde]"),
    "fr": Blanks(
        "[comment vous vous connaissez]",
        "[ce dont il s\u2019agit]",
        "[ce qui a été fait pour vous]",
    ),
    "es": Blanks("[de qué se conocen]", "[de qué se trata]", "[lo que se hizo por usted]"),
}
"""By the languages that letters have."""
