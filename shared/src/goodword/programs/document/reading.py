"""Reading a document from JSON: valid, or every mistake with a pointer to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from goodword.errors import Problem, RejectedError
from goodword.programs.document.program import ProgramDocument

MAX_PROBLEMS = 50
"""Bound on the problems named in one answer."""

_CODES = {"missing": "missing", "extra_forbidden": "unknown_field"}
_DETAILS = {
    "missing": "This field is needed.",
    "extra_forbidden": "There is no such field here; remove it.",
}


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
        raise _rejected(problems_of(error, raw)) from error
    if now is not None and document.ends_at is not None and document.ends_at <= now:
        raise _rejected([Problem("/ends_at", "expired", "This end is over; choose a later one.")])
    return document


def _rejected(problems: Sequence[Problem]) -> RejectedError:
    return RejectedError(
        "invalid_program",
        "The program cannot be saved like this; see each problem.",
        problems=problems[:MAX_PROBLEMS],
    )


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
    kind = error["type"]
    pointer = "".join(f"/{_escaped(step)}" for step in _steps(error["loc"], raw))
    if kind == "missing" and pointer.startswith("/rewards/") and pointer.endswith("/to"):
        yield Problem(pointer, "no_beneficiary", "Say who gets this reward.")
        return
    yield Problem(pointer, _code(kind), _DETAILS.get(kind) or f"{error['msg'].rstrip('.')}.")


def _code(kind: str) -> str:
    """Ours as they are; pydantic's many names for a wrong form are one code to a caller."""
    ours = {"not_https", "unknown_currency"}
    return kind if kind in ours else _CODES.get(kind, "invalid")


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


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
