"""Whether the law lets a document be offered: where it forbids all of a rule, where it narrows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goodword.errors import Problem
from goodword.programs.document.program import ProgramDocument
from goodword.programs.evaluation.facts import Person
from goodword.programs.evaluation.offering import Ruled, rulings
from goodword.programs.evaluation.verdict import Law

_ANYBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Lawfulness:
    """Problems with pointers: `refused` where nothing of a rule may be given anywhere that it is
    offered; `narrowed` what a human should know of the rest."""

    refused: tuple[Problem, ...]
    narrowed: tuple[Problem, ...]


def lawfulness(document: ProgramDocument, law: Law, home: str | None) -> Lawfulness:
    """What the law says of offering `document` in its places, or at `home` where it names none."""
    by_gift: dict[str, dict[str, Ruled]] = defaultdict(dict)
    for place in document.places or (home or "",):
        for ruled in rulings(document, law, _somebody_in(place)):
            by_gift[ruled.pointer][place] = ruled
    refused: list[Problem] = []
    narrowed: list[Problem] = []
    for number, rule in enumerate(document.rewards):
        at = f"/rewards/{number}"
        gifts = {pointer: by_gift[pointer] for pointer, _ in rule.gift_pointers(at)}
        if all(_is_forbidden(found) for found in gifts.values()):
            refused.append(_forbidden(f"{at}/give", gifts))
        else:
            narrowed.extend(_narrowed(gifts))
    return Lawfulness(tuple(refused), tuple(narrowed))


def _somebody_in(place: str) -> Person:
    country, _, region = place.partition("-")
    return Person(person_id=_ANYBODY, country=country or None, region=region or None)


def _is_forbidden(found: Mapping[str, Ruled]) -> bool:
    return all(ruled.decision == "BLOCK" for ruled in found.values())


def _forbidden(at: str, gifts: Mapping[str, Mapping[str, Ruled]]) -> Problem:
    rules = _rules([ruled for found in gifts.values() for ruled in found.values()])
    detail = f"The law forbids this wherever it would be offered ({rules}); give something else."
    return Problem(at, "forbidden_by_law", detail)


def _narrowed(gifts: Mapping[str, Mapping[str, Ruled]]) -> Iterator[Problem]:
    for pointer, found in gifts.items():
        blocked = {place: one for place, one in found.items() if one.decision == "BLOCK"}
        if blocked:
            yield _warning(
                pointer,
                "narrowed_by_law",
                "The law forbids this{}, so it is not given ({})",
                blocked,
            )
        open_ = {
            place: one
            for place, one in found.items()
            if not one.allowed and one.decision != "BLOCK"
        }
        unknown = {place: one for place, one in open_.items() if one.decision == "NEEDS_REVIEW"}
        if unknown:
            text = "No verified rule allows this{}, so its rewards are held for a review ({})"
            yield _warning(pointer, "law_unknown", text, unknown)
        unsigned = {place: one for place, one in open_.items() if place not in unknown}
        if unsigned:
            text = "A sign-off is missing for this{}, so its rewards are held until then ({})"
            yield _warning(pointer, "signoff_missing", text, unsigned)


def _warning(pointer: str, code: str, text: str, found: Mapping[str, Ruled]) -> Problem:
    places = ", ".join(place for place in found if place)
    where = f" in {places}" if places else ""
    return Problem(pointer, code, f"{text.format(where, _rules(list(found.values())))}.")


def _rules(ruled: Sequence[Ruled]) -> str:
    return ", ".join(dict.fromkeys(one.rule for each in ruled for one in each.law.rules))
