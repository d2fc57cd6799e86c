"""What a delivery only names, and its sender must be asked for."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object at the sender's: of a kind, such as `order`, under its id there."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """An object as the sender's API gave it, the bytes that its source translates as topic
    `fetched/{kind}`. `version` tells its states apart: a number, or when it was changed."""

    kind: str
    id: str
    version: str
    body: bytes

    @property
    def topic(self) -> str:
        return f"fetched/{self.kind}"

    @property
    def external_id(self) -> str:
        """One delivery for each state of an object, however often it is fetched."""
        return f"fetched:{self.kind}:{self.id}:{self.version}"


@dataclass(frozen=True, slots=True)
class Changed:
    """A page of what was changed, the oldest first; `next_page` names the next one, if any. All
    that was changed before `until` is on this page or an earlier one."""

    objects: tuple[Fetched, ...]
    until: datetime
    next_page: str | None = None
