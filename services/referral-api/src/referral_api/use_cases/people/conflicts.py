"""Identifiers of one request that are of several people."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from goodword import ids
from goodword.errors import Kind, Problem, RejectedError
from referral_api.domain.people.person import Identifier
from referral_api.use_cases.people.read_identifiers import pointer_of


def identifiers_conflict(
    person_id: UUID, written: Sequence[Identifier], whose: Mapping[Identifier, UUID | None]
) -> RejectedError:
    """What to say where not all that was `written` is `person_id`'s: whose it is, and which
    `people` may be merged."""
    others = {each: owner for each, owner in whose.items() if owner not in (person_id, None)}
    people = sorted({person_id, *(owner for owner in others.values() if owner)})
    return RejectedError(
        "identifiers_conflict",
        "These identifiers belong to several people; send those of one, or merge the people.",
        kind=Kind.CONFLICT,
        problems=[
            Problem(
                pointer_of(each, written),
                "identifiers_conflict",
                f"It is {ids.show('per', owner)}'s; leave it out, or merge the two.",
            )
            for each, owner in others.items()
            if owner
        ],
        people=[ids.show("per", each) for each in people],
    )
