"""Events of topic `tasks`: what a human must do, who asked for it and what came of it."""

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from goodword.events.event import Actor, Event, Hand, Subject, Word
from goodword.ids import PersonId, TaskId


class TaskOpened(Event):
    """Somebody must do something. Words for humans are made from `kind` where it is shown."""

    name: ClassVar[str] = "task-opened"
    topic: ClassVar[str] = "tasks"
    about: ClassVar[tuple[str, str]] = ("tsk", "task_id")

    task_id: TaskId
    kind: Word = Field(description="hand_over_reward, resolve_identifiers, settle_payout, …")
    opener: Word = Field(description="the service that opened it, and hears of it")
    assignee_id: PersonId | None = None
    subjects: tuple[Subject, ...] = Field(default=(), description="what it is about")
    due_at: AwareDatetime | None = None
    proof: Literal["none", "text", "reference"] = "none"
    people: int = Field(default=1, ge=1, le=2, description="2: two different people must do it")


class TaskDone(Event):
    """A person says that it is done."""

    name: ClassVar[str] = "task-done"
    topic: ClassVar[str] = "tasks"
    about: ClassVar[tuple[str, str]] = ("tsk", "task_id")

    task_id: TaskId
    actor: Actor
    proof: Subject | None = Field(default=None, description="where the proof is kept; never it")
    sealed: str | None = Field(
        default=None, description="what its opener needs of the proof, such as a code"
    )
    outcome: Word | None = Field(default=None, description="what they found, if that was asked")


class TaskClosed(Event):
    """Its opener says how it ended; or that it is overdue, and still waits."""

    name: ClassVar[str] = "task-closed"
    topic: ClassVar[str] = "tasks"
    about: ClassVar[tuple[str, str]] = ("tsk", "task_id")

    task_id: TaskId
    outcome: Literal["done", "cancelled", "overdue"]
    reason: Word | None = Field(default=None, description="why, or what was found")
    actor: Hand | None = Field(default=None, description="who ended it past `task-done`")
