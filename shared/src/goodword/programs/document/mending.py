"""What cannot be right in the parts of a document that can be read, where others cannot.

Each part whose form is broken gives way to the plainest one that is right. What is then found wrong
is told, unless it is about such a part or comes of it: an operator sees all mistakes at once, and
none that is not theirs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pydantic import ValidationError

from goodword.errors import Problem
from goodword.mistakes import pointer_to
from goodword.programs.document.program import ProgramDocument

Steps: TypeAlias = Sequence[str | int]

_ENTRY: Final = {"field": "prospect.is_new", "op": "eq", "value": True}
_LIMIT: Final = {"per": "referrer", "in": "month", "count": 1}
_GIFT: Final = {"kind": "points", "amount": {"points": 1}}
_LISTS: Final = ("rewards", "when", "limits")
_OF_RULE: Final[Mapping[str, Any]] = {"to": "referrer", "give": _GIFT}
_OF_PROGRAM: Final[Mapping[str, Any]] = {
    "name": "…",
    "kind": "active_intro",
    "currency": "USD",
    "destination_url": "https://shop.example",
}
"""What may not be left out; everything else is."""

_OF_CURRENCY: Final = frozenset(
    {"too_many_decimals", "amount_out_of_range", "limit_below_one_reward"}
)
_OF_GIFTS: Final = frozenset({"amount_does_not_fit", "limit_below_one_reward"})


def readable_mistakes(raw: Any, broken: Iterable[Steps]) -> Iterator[Problem]:
    """The mistakes of what is left of `raw` without the `broken` places."""
    if not isinstance(raw, Mapping):
        return
    document = _copied(raw)
    # The deepest first: what is above them may leave no such place.
    deepest = sorted(broken, key=len, reverse=True)
    places = [place for steps in deepest if (place := _mend(document, steps))]
    if not places:
        return
    try:
        ProgramDocument.model_validate(document)
    except ValidationError as error:
        pointers = [pointer_to(place) for place in places]
        comes_of = _consequences(places)
        for detail in error.errors(include_url=False, include_input=False):
            for problem in detail.get("ctx", {}).get("problems", ()):
                if not _below(problem.pointer, pointers) and not comes_of(problem):
                    yield problem


def _copied(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A copy as deep as mending goes, however deep a caller has made it."""
    lists = {name: list(raw[name]) for name in _LISTS if isinstance(raw.get(name), list)}
    if "rewards" in lists:
        lists["rewards"] = [
            _copied(one) if isinstance(one, Mapping) else one for one in lists["rewards"]
        ]
    return {**raw, **lists}


def _mend(document: dict[str, Any], steps: Steps) -> Steps | None:
    """Put something plain where `steps` lead to, or above it; where that was."""
    match tuple(steps):
        case ("rewards", int(rule), "when" | "limits" as field, int(place), *_):
            here = document["rewards"][rule][field]
            here[place] = _ENTRY if field == "when" else _LIMIT
            return steps[:4]
        case ("rewards", int(rule), str(field), *_):
            _set(document["rewards"][rule], field, _rule(rule) | {"on": "sale"})
            return steps[:3]
        case ("rewards", int(rule)):
            document["rewards"][rule] = _rule(rule)
            return steps[:2]
        case ("limits", int(place), *_):
            document["limits"][place] = _LIMIT
            return steps[:2]
        case (str(field), *_):
            _set(document, field, {**_OF_PROGRAM, "rewards": [_rule(0)]})
            return steps[:1]
    return None


def _rule(place: int) -> dict[str, Any]:
    return {"rule": f"unread_{place}", **_OF_RULE}


def _set(part: dict[str, Any], field: str, plain: Mapping[str, Any]) -> None:
    if field in plain:
        part[field] = plain[field]
    else:
        part.pop(field, None)


def _consequences(places: Sequence[Steps]) -> Callable[[Problem], bool]:
    """Whether a mistake may be one only because of what was put there."""
    fields = {place[0] for place in places if len(place) == 1}
    gifts = any(place[0] == "rewards" and place[2:3] in ((), ("give",)) for place in places)

    def comes_of(problem: Problem) -> bool:
        return (
            ("currency" in fields and problem.code in _OF_CURRENCY)
            or ("kind" in fields and problem.code == "on_does_not_fit")
            or (gifts and "/limits/" in problem.pointer and problem.code in _OF_GIFTS)
        )

    return comes_of


def _below(pointer: str, places: Iterable[str]) -> bool:
    return any(pointer == place or pointer.startswith(f"{place}/") for place in places)
