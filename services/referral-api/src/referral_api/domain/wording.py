"""Texts that somebody of a business writes and that reach its clients beside templates: what was
done for a client, and what a program is called, gives and says."""

from collections.abc import Iterator
from typing import Final

from goodword.asking import Circumstances, Finding, lint, unfit
from goodword.errors import Problem, RejectedError
from goodword.programs import ProgramDocument

_TERMS: Final = Circumstances(value=True, reward=True, disclosed=True)
"""They are the disclosure."""


def check_story(story: str | None, locale: str) -> None:
    """RejectedError `words_refused` where a client's story asks, pushes or promises: it is told to
    them within an ask."""
    if story and (found := unfit(story, locale)):
        raise RejectedError(
            "words_refused",
            "This is not sent to clients in these words; the error says what to write instead.",
            problems=[_problem("/story", found)],
        )


def check_program(document: ProgramDocument, locale: str) -> None:
    """RejectedError `invalid_program` with a pointer to each text that may not be sent."""
    problems = [
        _problem(pointer, found)
        for pointer, text in _texts(document)
        for found in lint(text, locale, "program_terms", _TERMS).errors
    ]
    if problems:
        raise RejectedError(
            "invalid_program", "A text of this program is not sent like this.", problems=problems
        )


def _texts(document: ProgramDocument) -> Iterator[tuple[str, str]]:
    yield "/name", document.name
    if document.terms:
        yield "/terms", document.terms
    for place, rule in enumerate(document.rewards):
        for pointer, gift in rule.gift_pointers(f"/rewards/{place}"):
            for field, said in (("item", gift.item), ("where", gift.where)):
                if said:
                    yield f"{pointer}/{field}", said


def _problem(pointer: str, found: Finding) -> Problem:
    said = f"{found.sentence} It says: “{found.phrase}”."
    return Problem(pointer, found.code, f"{said} Better: {found.better}" if found.better else said)
