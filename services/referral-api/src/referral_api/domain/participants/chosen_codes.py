"""Codes that people choose: read aloud at a till, typed from memory, printed in a link.

So a code is short and plain, is taken for no other, says nothing that a shop would not print, and
tells nobody's number: links hold no personal data.
"""

import re
from collections.abc import Iterator

from goodword.errors import Problem, RejectedError
from goodword.setups import looks_minted
from referral_api.domain.participants.code_words import (
    OFFENSIVE_ANYWHERE,
    OFFENSIVE_WHOLE,
    RESERVED,
)

MIN_CHARS = 3
MAX_CHARS = 32

PHONE_DIGITS = 7
"""So many digits and nothing else are somebody's number: of a phone, a card, a customer."""

LOOK_ALIKE = ("OIL_", "011-")
"""Characters that are taken for others, and what each is taken for. The index that keeps codes
apart folds them in the same way."""

_LEET = str.maketrans("013457@$", "OIEASTAS")


def alike(code: str) -> str:
    """What a reader may take `code` for: two codes with the same are one to the eye or the ear."""
    return code.upper().translate(str.maketrans(*LOOK_ALIKE))


def check_chosen(code: str) -> None:
    """RejectedError `code_not_allowed`, with a problem that says what is wrong at `/code`."""
    problem = next(_problems(code), None)
    if problem is not None:
        found, detail = problem
        raise RejectedError("code_not_allowed", detail, problems=[Problem("/code", found, detail)])


def _problems(code: str) -> Iterator[tuple[str, str]]:
    if len(code) < MIN_CHARS:
        yield "code_too_short", f"Choose a code of at least {MIN_CHARS} characters."
    if len(code) > MAX_CHARS:
        yield "code_too_long", f"Choose a code of at most {MAX_CHARS} characters."
    if not re.fullmatch(r"[A-Za-z0-9_-]*", code):
        yield "code_characters", "Use the letters A to Z, digits, - and _ alone; no spaces."
    if not (code[:1].isalnum() and code[-1:].isalnum()):
        yield "code_characters", "Begin and end the code with a letter or a digit."
    if code.isdecimal() and len(code) >= PHONE_DIGITS:
        yield "code_is_a_number", "A long number may be somebody's own; add a letter to it."
    words = [word for word in re.split(r"[-_0-9]+", code.upper()) if word]
    # Nor may it be taken for a code that we minted as a reward.
    if "".join(words) in RESERVED or looks_minted(code):
        yield "code_reserved", "This word is taken for something else in a shop; choose another."
    if is_offensive(code):
        yield "code_offensive", "Choose a code that you would say to anybody."


def is_offensive(code: str) -> bool:
    """Whether a code says what nobody wants printed, with digits in place of letters or not."""
    plain = code.upper()
    read = plain.translate(_LEET)
    letters = re.sub(r"[^A-Z]", "", read)
    words = {*re.split(r"[^A-Z]+", plain), *re.split(r"[^A-Z]+", read), letters}
    return not words.isdisjoint(OFFENSIVE_WHOLE) or any(
        one in letters for one in OFFENSIVE_ANYWHERE
    )
