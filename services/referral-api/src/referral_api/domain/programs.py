"""Programs: how they move from draft to end, and what may be published."""

from typing import Any, Literal

from goodword.errors import Kind, Problem, RejectedError
from goodword.programs import ProgramDocument

Move = Literal["publish", "pause", "resume", "end"]

_MOVES: dict[str, dict[Move, str]] = {
    "draft": {"publish": "active"},
    "active": {"publish": "active", "pause": "paused", "end": "ended"},
    "paused": {"publish": "paused", "resume": "active", "end": "ended"},
    "ended": {},
}


def moved(status: str, move: Move) -> str:
    """The status after a move; RejectedError `illegal_transition` where it may not be made."""
    allowed = _MOVES[status]
    if move not in allowed:
        names = ", ".join(allowed) or "nothing"
        raise RejectedError(
            "illegal_transition",
            f"This program is {status}; what can be done now: {names}.",
            kind=Kind.CONFLICT,
            current=status,
            allowed=list(allowed),
        )
    return allowed[move]


def check_not_ended(status: str) -> None:
    """RejectedError `illegal_transition` for a change of a program that is over."""
    if status == "ended":
        raise RejectedError(
            "illegal_transition",
            "This program has ended; create another.",
            kind=Kind.CONFLICT,
            current=status,
            allowed=[],
        )


def below(at: str, error: RejectedError) -> RejectedError:
    """The same refusal, with pointers to where the document stands in the request."""
    problems = [
        Problem(f"{at}{problem.pointer}", problem.code, problem.detail)
        for problem in error.problems
    ]
    return RejectedError(
        error.code, error.detail, kind=error.kind, problems=problems, **error.extra
    )


def stored(document: ProgramDocument) -> dict[str, Any]:
    """The document as it is kept and published: what goes without saying is said."""
    return document.model_dump(mode="json", exclude_none=True)
