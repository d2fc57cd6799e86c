"""The tags of a template's source, found without running it."""

import re
from typing import Final

_STRING: Final = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
TAG: Final = rf"\{{\{{(?:{_STRING}|[^\"'])*?\}}\}}|\{{%(?:{_STRING}|[^\"'])*?%\}}|\{{\#.*?\#\}}"
"""A pattern of one tag; its source is known to be whole, so each one is closed."""

_STRINGS: Final = re.compile(_STRING, re.S)
_NAMES: Final = re.compile(r"(?<![\w|.])(?<!\| )[a-z_][a-z0-9_]*")
_OWN: Final = frozenset({"if", "else", "elif", "endif", "and", "or", "not", "in", "is"})


def strings_in(tag: str) -> list[str]:
    """The texts that stand in a tag in quotes."""
    return [found[1:-1] for found in _STRINGS.findall(tag)]


def names_in(tag: str) -> list[str]:
    """The names that a tag fills in or asks for, filters left out."""
    return [name for name in _NAMES.findall(_STRINGS.sub("", tag)) if name not in _OWN]
