"""A business's colour, and the ink that can be read on it."""

import re

DEFAULT_COLOUR = "#1f6f5c"

GROUNDS = ("#ffffff", "#191e24")
"""What letters and pages are shown on: light, and dark for those who like it."""

EDGE = "#7f8994"
"""Seen on both grounds, at more than 3 to 1."""

MIN_SEEN = 1.6
"""A button whose colour differs less from the ground than this gets an edge."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def accent(colour: str | None) -> str:
    """`colour` where it is `#rrggbb`, else ours: decoration is never worth failing for."""
    return colour if colour and _HEX.fullmatch(colour) else DEFAULT_COLOUR


def ink_on(colour: str) -> str:
    """Black or white, whichever contrasts more with `colour`: always at 4.5 to 1 or better, as
    WCAG 2 asks of text."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))


def edge_of(colour: str) -> str:
    """The edge of a button of this colour: its own where it is seen on any ground, else grey."""
    seen = min(contrast(colour, ground) for ground in GROUNDS) >= MIN_SEEN
    return colour if seen else EDGE


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
