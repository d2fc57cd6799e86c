"""What a task is to the service that opened it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from goodword.events import TaskGift

State: TypeAlias = Literal["open", "overdue", "done", "cancelled"]
"""`overdue` still waits, and somebody is late; the last two are ends."""

Proof: TypeAlias = Literal["none", "text", "reference"]

Occasion: TypeAlias = tuple[UUID, str, str]
"""Business, kind, and what made the task necessary: of each there is one task for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to open. `occasion` names what made it necessary (`pay_…`); `subjects` are TypeIDs;
    `due_at` is in the business's time; `people`: 2 where four eyes must see it; `gift` is what is
    to be handed over, if anything."""

    business_id: UUID
    kind: str
    occasion: str
    subjects: tuple[str, ...] = ()
    assignee_id: UUID | None = None
    due_at: datetime | None = None
    proof: Proof = "none"
    people: Literal[1, 2] = 1
    gift: TaskGift | None = None

    @property
    def key(self) -> Occasion:
        return self.business_id, self.kind, self.occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTask:
    """A task as its opener keeps it. `done_by` are those who said so, `sealed` a secret proof of
    theirs, such as a code to pass on; `outcome` is what they found, where that was asked, and
    `ended_by` who went on past it: both are told with its end instead of being kept."""

    business_id: UUID
    id: UUID
    kind: str
    occasion: str
    people: int
    state: State
    done_by: tuple[str, ...]
    sealed: str | None = field(default=None, repr=False)
    outcome: str | None = None
    ended_by: str | None = None

    @property
    def key(self) -> Occasion:
        return self.business_id, self.kind, self.occasion


@dataclass(frozen=True, slots=True)
class DoneTask:
    """A task that was done by as many as it takes. `late`: it had been called off before, so what
    was done was not wanted any more, but was done."""

    task: OpenedTask
    late: bool = False
