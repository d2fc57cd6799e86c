"""Who is who: from what people are spoken of by to the persons they are.

An identifier belongs to one person of a business. Where those of one ref point at two people, the
first that is known decides (our id, then external id, e-mail, phone), the others stay where they
are, and nobody is merged. What is known of nobody is learned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goodword import ids
from referral_api.domain.people.person import Identifier, PersonRef


@dataclass(frozen=True, slots=True)
class Recognised:
    """By ref, who it is; who is new; what was learned, as (business, identifier) to person."""

    persons: tuple[UUID, ...]
    new: frozenset[UUID]
    learned: Mapping[tuple[UUID, Identifier], UUID]


def recognise(
    refs: Sequence[PersonRef], known: Mapping[tuple[UUID, Identifier], UUID]
) -> Recognised:
    """Recognise refs one after the other, so that a later one may rest on an earlier one."""
    belongs = dict(known)
    learned: dict[tuple[UUID, Identifier], UUID] = {}
    persons: list[UUID] = []
    new: set[UUID] = set()
    for ref in refs:
        keys = [(ref.business_id, identifier) for identifier in ref.identifiers]
        person_id = ref.person_id or next((belongs[key] for key in keys if key in belongs), None)
        if person_id is None:
            person_id = ids.new()
            new.add(person_id)
        for key in keys:
            if key not in belongs:
                belongs[key] = learned[key] = person_id
        persons.append(person_id)
    return Recognised(tuple(persons), frozenset(new), learned)
