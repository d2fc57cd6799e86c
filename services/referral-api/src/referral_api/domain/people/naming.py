"""How people are looked for by name: by the beginnings of words, however they are written."""

import re
import unicodedata
from typing import Final

from goodword.errors import Problem, RejectedError

MAX_WORDS: Final = 5
"""So many words of a name are looked for at once."""

MAX_WORD_LENGTH: Final = 64

# Letters that are not taken apart into one of the alphabet and a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)


def words_of(*names: str | None) -> tuple[str, ...]:
    """The words of names, each once, in lower case and without accents."""
    found = words_in_order(" ".join(filter(None, names)))
    return tuple(sorted({word[:MAX_WORD_LENGTH] for word in found}))


def words_in_order(text: str) -> list[str]:
    """The words of a text, in lower case and without accents."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain.translate(_PLAIN))


def words_sought(text: str) -> tuple[str, ...]:
    """What is looked for; RejectedError `invalid_request` where there is no word in it, or too
    many."""
    found = words_of(text)
    if not 0 < len(found) <= MAX_WORDS:
        detail = f"Give the beginnings of one to {MAX_WORDS} words of the name."
        raise RejectedError("invalid_request", detail, problems=[Problem("?name", "words", detail)])
    return found
