"""What a person signs for: that the law lets a program's version be offered in a place."""

from collections.abc import Sequence
from typing import Any

from goodword.compliance import PROFESSIONS, law_for
from goodword.errors import Kind, RejectedError
from goodword.events import ProgramSignedOff
from goodword.programs import ProgramDocument, Ruled, by_place_and_profession


def open_rules(document: ProgramDocument, business: Any, place: str) -> list[str]:
    """The rules of law that leave something open in a place, for whomever it may be.

    RejectedError `forbidden_by_law` where all is forbidden to everybody there: nobody can sign for
    what the law does not allow.
    """
    there = document.model_copy(update={"places": (place,)})
    law = law_for(business.industry, place)
    found = [one.ruled for one in by_place_and_profession(there, law, place, PROFESSIONS)]
    if all(one.decision == "BLOCK" for one in found):
        rules = ", ".join(sorted(_deciding(found)))
        detail = f"The law forbids this in {place} ({rules}); nobody can sign for it."
        raise RejectedError("forbidden_by_law", detail, kind=Kind.CONFLICT)
    return sorted(_deciding([one for one in found if not one.allowed and one.decision != "BLOCK"]))


def _deciding(found: Sequence[Ruled]) -> set[str]:
    return {rule.rule for one in found for rule in one.law.deciding}


def signed_off(row: Any) -> ProgramSignedOff:
    """The event that says a sign-off's row."""
    return ProgramSignedOff(
        business_id=row.business_id,
        program_id=row.program_id,
        program_version=row.program_version,
        place=row.place,
        rules=tuple(row.rules),
        actor=row.actor,
        signed_at=row.signed_at,
    )
