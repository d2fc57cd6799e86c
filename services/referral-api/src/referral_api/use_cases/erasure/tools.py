"""What erasing takes: the keys of hashes and seals, and where links lead."""

from dataclasses import dataclass

from goodword.seal import Hasher, Sealer


@dataclass(frozen=True, slots=True)
class Eraser:
    """`hasher` makes what outlives a person; `sealer` keeps what they are sought by until then."""

    hasher: Hasher
    sealer: Sealer
    public_url: str
