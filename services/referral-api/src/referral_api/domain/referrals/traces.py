"""What an erased prospect leaves: keyed hashes by which a later purchase still finds the referral.

They tell equals apart and nothing else, and go when the referral's window has ended.
"""

from collections.abc import Iterable
from uuid import UUID

from goodword.seal import Hasher
from referral_api.domain.people.person import Identifier


def trace(hasher: Hasher, business_id: UUID, identifier: Identifier) -> str:
    """The hash of one identifier, under a name of its own: no suppression's hash is equal to it."""
    return hasher.address(
        business_id, f"prospect:{identifier.kind}:{identifier.source}", identifier.value
    )


def traces(hasher: Hasher, business_id: UUID, known_by: Iterable[Identifier]) -> list[str]:
    """The hashes of all that somebody is known by."""
    return [trace(hasher, business_id, identifier) for identifier in known_by]
