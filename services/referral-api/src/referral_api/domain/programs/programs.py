"""Programs: how they move from draft to end, and what may be published."""

from typing import Any, Literal

from goodword.errors import Kind, Problem, RejectedError
from goodword.programs import Lawfulness, ProgramDocument, lawfulness, place_of, warnings
from referral_api.domain.participants.offers import law_of

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


def check_lawful(document: ProgramDocument, business: Any, at: str) -> None:
    """RejectedError `forbidden_by_law` where the law forbids all of a rule wherever the program
    would be offered by a business's row; `at` is the pointer of the document."""
    refused = _lawfulness(document, business).refused
    if refused:
        error = RejectedError(
            "forbidden_by_law", "The law forbids this program here.", problems=refused
        )
        raise below(at, error)


def findings(document: ProgramDocument, business: Any) -> list[Problem]:
    """What may be published and a human should still see first, with what the law narrows."""
    days = business.parameters.get("return_window_days")
    found = warnings(document, return_window_days=days)
    lawful = _lawfulness(document, business)
    return [*found, *lawful.refused, *lawful.narrowed]


def _lawfulness(document: ProgramDocument, business: Any) -> Lawfulness:
    home = place_of(business.country, business.region)
    return lawfulness(document, law_of(business), home)


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
