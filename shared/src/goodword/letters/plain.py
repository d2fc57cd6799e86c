"""Text from outside, made safe to stand in a line of a mail."""

import re
import unicodedata

_KEPT_FORMATS = {"\u200c", "\u200d"}  # joiners: Persian names and many emoji need them
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'\u2019·-]|[\u0300-\u036f\u200c\u200d])*")
_LIKE_A_LINK = re.compile(r"\.\w\w")

MAX_NAME_CHARS = 40
"""A longer first name is not one."""


def one_line(text: str) -> str:
    """`text` on one line, without control, direction and lone surrogate characters."""
    shown = (" " if _hides(character) else character for character in text)
    return " ".join("".join(shown).split())


def lines(text: str, limit: int) -> str:
    """The first `limit` lines of `text` that say anything, each made safe."""
    kept = [line for line in map(one_line, text.splitlines()) if line]
    return "\n".join(kept[:limit])


def paragraphs(text: str) -> str:
    """All lines of `text`, each made safe, with at most one empty one between two."""
    kept = "\n".join(map(one_line, text.splitlines()))
    return re.sub(r"\n{3,}", "\n\n", kept).strip()


def shown_name(name: str | None) -> str | None:
    """A first name fit for a greeting, else None.

    A friend's name is typed by somebody else: without this check anyone could have us mail
    "Win at evil.example" to a stranger.
    """
    line = one_line(name or "")
    fits = len(line) <= MAX_NAME_CHARS and _NAME.fullmatch(line) and not _LIKE_A_LINK.search(line)
    return line if fits else None


def _hides(character: str) -> bool:
    return character not in _KEPT_FORMATS and unicodedata.category(character) in _INVISIBLE
