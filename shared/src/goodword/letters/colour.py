"""A business's colour, and the ink that can be read on it."""

import re

DEFAULT_COLOUR = "#1f6f5c"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def accent(colour: str | None) -> str:
    """`colour` where it is `#rrggbb`, else ours: decoration is never worth failing for."""
    return colour if colour and _HEX.fullmatch(colour) else DEFAULT_COLOUR


def ink_on(colour: str) -> str:
    """Black or white, whichever contrasts more with `colour` (WCAG 2's relative luminance)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    # Both contrasts are equal where (1.05 / (L + 0.05)) == ((L + 0.05) / 0.05).
    return "#000000" if luminance > 0.179 else "#ffffff"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
