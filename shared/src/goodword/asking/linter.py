"""The linter: whether a text may ask for a referral in these words (R-LIN, R-REV-04, R-REV-07)."""

from collections.abc import Callable, Iterator
from typing import Final

from goodword.asking.asking_checks import ASKING_CHECKS
from goodword.asking.circumstances import Circumstances, TextKind
from goodword.asking.findings import Finding, Lint
from goodword.asking.language import LANGUAGES, detect, language
from goodword.asking.look import Look
from goodword.asking.reading import MAX_CHARS, Reading
from goodword.asking.wording_checks import WORDING_CHECKS

_CHECKS: Final[tuple[Callable[[Look], Iterator[Finding]], ...]] = (
    *ASKING_CHECKS,
    *WORDING_CHECKS,
)


def lint(text: str, locale: str, kind: TextKind, circumstances: Circumstances) -> Lint:
    """Everything that is wrong with `text`, written in the language of `locale` (`en`, `de-AT`), in
    the order in which it stands there, what is missing first.

    ValueError where the text is longer than `MAX_CHARS`: nothing is passed that was not read.
    """
    if len(text) > MAX_CHARS:
        raise ValueError(f"a text to be checked has at most {MAX_CHARS} characters")
    reading = Reading(text)
    said, known = locale.replace("_", "-").partition("-")[0].lower(), detect(reading.read)
    code = known or (said if said in LANGUAGES else "en")
    look = Look(reading, language(code), kind, circumstances)
    found = [finding for check in _CHECKS for finding in check(look)]
    return Lint(tuple(sorted([*_language(said, code), *found], key=lambda each: each.start)))


def _language(said: str, code: str) -> Iterator[Finding]:
    """R-LIN-13: what cannot be checked is said, never passed in silence."""
    if said not in LANGUAGES:
        sentence = f"Texts in {said!r} cannot be checked for how they ask; have somebody read it."
        yield Finding(
            code="language_unsupported", rule="R-LIN-13", severity="warning", sentence=sentence
        )
    elif said != code:
        sentence = (
            f"The text is said to be in {said!r} and reads like {code!r}; it is checked as that."
        )
        yield Finding(
            code="language_differs", rule="R-LIN-13", severity="warning", sentence=sentence
        )
