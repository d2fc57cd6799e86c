"""Whether the law lets a document be offered: where it forbids all of a rule, where it narrows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from goodword.errors import Problem
from goodword.programs.document.program import ProgramDocument
from goodword.programs.document.rules import Recipient, RewardRule
from goodword.programs.evaluation.facts import Person
from goodword.programs.evaluation.offering import Ruled, rulings, rulings_for
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
    by_gift = _asked(document, law, home)
    early = _asked(document, law, home, offered_before_own_purchase=True)
    refused: list[Problem] = []
    narrowed: list[Problem] = []
    for number, rule in enumerate(document.rewards):
        at = f"/rewards/{number}"
        gifts = {pointer: by_gift[pointer] for pointer, _ in rule.gift_pointers(at)}
        if all(_is_forbidden(found) for found in gifts.values()):
            refused.append(_forbidden(f"{at}/give", gifts))
        else:
            narrowed.extend(_narrowed(gifts))
            if rule.to is Recipient.REFERRER:
                narrowed.extend(_too_early(gifts, early))
    return Lawfulness(tuple(refused), tuple(narrowed))


def _asked(
    document: ProgramDocument, law: Law, home: str | None, **known: bool
) -> dict[str, dict[str, Ruled]]:
    """By gift and place what the law says, were that much more `known` of whoever gets it."""
    by_gift: dict[str, dict[str, Ruled]] = defaultdict(dict)
    for place in offered_in(document, home):
        for ruled in rulings_for(document, law, partial(_somebody, document, place, known)):
            by_gift[ruled.pointer][place] = ruled
    return by_gift


def offered_in(document: ProgramDocument, home: str | None) -> tuple[str, ...]:
    """The places of a document; where it names none, where the business is (empty: unknown)."""
    return document.places or (home or "",)


def _somebody(
    document: ProgramDocument, place: str, known: Mapping[str, bool], rule: RewardRule
) -> Person:
    """Somebody in a place whom a rule may be offered to. Who is asked as a client is one, and no
    employee."""
    to_clients = rule.to is Recipient.REFERRER and document.audience == ("clients",)
    clients = {"client": True, "own_employee": False} if to_clients else {}
    return somebody_in(place, {**clients, **known})


def somebody_in(place: str, legal: Mapping[str, bool]) -> Person:
    """Somebody in a place (`US-FL`) of whom no more is known than a rule of law may ask."""
    country, _, region = place.partition("-")
    return Person(
        person_id=_ANYBODY, country=country or None, region=region or None, legal=legal or None
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the law would say of one gift to somebody of one profession in one place."""

    place: str
    profession: str
    ruled: Ruled


MAX_OUTLOOKS = 3000
"""Bound on the answers of one look; places that come last are left out before it is passed."""


def by_place_and_profession(
    document: ProgramDocument,
    law: Law,
    home: str | None,
    professions: Mapping[str, Mapping[str, bool]],
) -> list[Outlook]:
    """Every gift of a document in each of its places, to each of `professions`, which are what is
    known of somebody who has one."""
    gifts = sum(len(rule.gifts) for rule in document.rewards)
    at_most = max(MAX_OUTLOOKS // (gifts * len(professions)), 1)
    return [
        Outlook(place, profession, ruled)
        for place in offered_in(document, home)[:at_most]
        for profession, legal in professions.items()
        for ruled in rulings(document, law, somebody_in(place, legal))
    ]


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


def _too_early(
    gifts: Mapping[str, Mapping[str, Ruled]], early: Mapping[str, Mapping[str, Ruled]]
) -> Iterator[Problem]:
    """What may be given to clients, and not to whom it was offered to win them (R-INC-06)."""
    for pointer, found in gifts.items():
        barred = {
            place: one
            for place, one in early[pointer].items()
            if found[place].allowed and not one.allowed
        }
        if barred:
            text = (
                "Whoever was offered this at or before their own first purchase may not be "
                "given it{}; offer it after that ({})"
            )
            yield _warning(pointer, "narrowed_by_law", text, barred)


def _warning(pointer: str, code: str, text: str, found: Mapping[str, Ruled]) -> Problem:
    places = ", ".join(place for place in found if place)
    where = f" in {places}" if places else ""
    return Problem(pointer, code, f"{text.format(where, _rules(list(found.values())))}.")


def _rules(ruled: Sequence[Ruled]) -> str:
    return ", ".join(dict.fromkeys(one.rule for each in ruled for one in each.law.deciding))
