"""Reading a document from JSON: valid, or every mistake with a pointer to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from goodword.errors import Problem, RejectedError
from goodword.mistakes import code_of, pointer_to, words_of
from goodword.programs.document.mending import readable_mistakes
from goodword.programs.document.program import ProgramDocument

MAX_PROBLEMS = 50
"""Bound on the problems named in one answer."""

_OURS = frozenset({"not_https", "unknown_currency"})
"""Codes that rules of ours give; pydantic's many names for a wrong form are one to a caller."""


def read_document(
    raw: Any, *, currency: str | None = None, now: datetime | None = None
) -> ProgramDocument:
    """The document in `raw`; RejectedError `invalid_program` where it cannot be right.

    `currency` is the business's, taken where the document names none. With `now`, a document
    whose end is already over is refused too.
    """
    if currency is not None and isinstance(raw, Mapping) and raw.get("currency") is None:
        raw = {**raw, "currency": currency}
    try:
        document = ProgramDocument.model_validate(raw)
    except ValidationError as error:
        raise _rejected(_all_problems(error, raw)) from error
    if now is not None and document.ends_at is not None and document.ends_at <= now:
        raise _rejected([Problem("/ends_at", "expired", "This end is over; choose a later one.")])
    return document


def _rejected(problems: Sequence[Problem]) -> RejectedError:
    return RejectedError(
        "invalid_program",
        "The program cannot be saved like this; see each problem.",
        problems=problems[:MAX_PROBLEMS],
    )


def _all_problems(error: ValidationError, raw: Any) -> list[Problem]:
    """Those of the form, and those of what can be read beside it."""
    found = {problem.pointer: problem for problem in problems_of(error, raw)}
    details = error.errors(include_url=False, include_input=False)
    broken = [
        tuple(_steps(one["loc"], raw))
        for one in details
        if one["type"] != "mistakes" and not _is_echo(one, raw)
    ]
    for problem in readable_mistakes(raw, broken):
        found.setdefault(problem.pointer, problem)
    return list(found.values())


def problems_of(error: ValidationError, raw: Any) -> list[Problem]:
    """The problems behind a validation error, one per pointer."""
    found: dict[str, Problem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        for problem in _problems(detail, raw):
            found.setdefault(problem.pointer, problem)
    return list(found.values())


def _problems(error: ErrorDetails, raw: Any) -> Iterable[Problem]:
    if error["type"] == "mistakes":
        yield from error["ctx"]["problems"]
        return
    if _is_echo(error, raw):
        return
    kind = error["type"]
    pointer = pointer_to(_steps(error["loc"], raw))
    if kind == "missing" and pointer.startswith("/rewards/") and pointer.endswith("/to"):
        yield Problem(pointer, "no_beneficiary", "Say who gets this reward.")
        return
    yield Problem(pointer, code_of(error, _OURS), words_of(error))


def _is_echo(error: ErrorDetails, raw: Any) -> bool:
    """Whether it only comes of another one: of a list whose members are all wrong pydantic says
    that it is too short as well, and which window goes without saying is up to the kind."""
    there = raw
    for step in _steps(error["loc"], raw):
        there = _child(there, step)
    if error["loc"] == ("window",) and there is None:
        return True
    least = error.get("ctx", {}).get("min_length", 0)
    return error["type"] == "too_short" and isinstance(there, list | tuple) and len(there) >= least


def _steps(location: Sequence[str | int], raw: Any) -> Iterator[str | int]:
    """The steps that lead through `raw`, without pydantic's names for members of a union."""
    here = raw
    for step in location:
        if not _is_tag(step, here):
            yield step
            here = _child(here, step)


def _is_tag(step: str | int, here: Any) -> bool:
    marked = isinstance(step, str) and step.startswith("<") and step.endswith(">")
    return marked and not (isinstance(here, Mapping) and step in here)


def _child(here: Any, step: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(step)
    if isinstance(here, list | tuple) and isinstance(step, int) and step < len(here):
        return here[step]
    return None
