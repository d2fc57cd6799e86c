"""Templates that a business writes itself: which there may be, what must stand in them, and how
they read."""

from goodword.letters.own.checks import OWN_KINDS, Part, Trouble, placeholders, troubles
from goodword.letters.own.reading import Read, read_words

__all__ = [
    "OWN_KINDS",
    "Part",
    "Read",
    "Trouble",
    "placeholders",
    "read_words",
    "troubles",
]
