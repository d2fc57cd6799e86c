"""Who is who: from what people are spoken of by to the persons they are.

An identifier belongs to one person of a business. Where those of one ref point at two people, the
first that is known decides (our id, then external id, e-mail, phone), the others stay where they
are, and nobody is merged: a human is asked. What is known of nobody is learned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from goodword import ids
from referral_api.domain.people.person import Identifier, PersonRef

Pair = tuple[UUID, UUID, UUID]
"""A business and two persons of it, the lower id first."""


def pair_of(business_id: UUID, one: UUID, other: UUID) -> Pair:
    """The same pair, whoever is named first."""
    return business_id, min(one, other), max(one, other)


@dataclass(frozen=True, slots=True)
class Recognised:
    """By ref, who it is; who is new; what was learned, as (business, identifier) to person; and
    the pairs of persons, the lower id first, whose identifiers came as one person's."""

    persons: tuple[UUID, ...]
    new: frozenset[UUID]
    learned: Mapping[tuple[UUID, Identifier], UUID]
    pairs: frozenset[Pair] = frozenset()


def recognise(
    refs: Sequence[PersonRef], known: Mapping[tuple[UUID, Identifier], UUID]
) -> Recognised:
    """Recognise refs one after the other, so that a later one may rest on an earlier one."""
    belongs = dict(known)
    learned: dict[tuple[UUID, Identifier], UUID] = {}
    persons: list[UUID] = []
    new: set[UUID] = set()
    pairs: set[Pair] = set()
    for ref in refs:
        keys = [(ref.business_id, identifier) for identifier in ref.identifiers]
        person_id = ref.person_id or next((belongs[key] for key in keys if key in belongs), None)
        if person_id is None:
            person_id = ids.new()
            new.add(person_id)
        for key in keys:
            if key not in belongs:
                belongs[key] = learned[key] = person_id
            elif belongs[key] != person_id:
                pairs.add(pair_of(ref.business_id, belongs[key], person_id))
        persons.append(person_id)
    return Recognised(tuple(persons), frozenset(new), learned, frozenset(pairs))
