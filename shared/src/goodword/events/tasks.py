"""Events of topic `tasks`: what a human must do, who asked for it and what came of it."""

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from goodword.events.event import Actor, Event, Hand, Subject, Value, Word
from goodword.ids import PersonId, TaskId
from goodword.money import Money


class TaskGift(Value):
    """What a task asks somebody to hand over. For which restaurant or charity is not said: that may
    be a favourite, which is its beneficiary's own word."""

    kind: Word = Field(description="the kind of gift, as in the program document")
    amount: Money | None = None
    points: int | None = None
    percent_off: Annotated[str, StringConstraints(pattern=r"^\d{1,3}(\.\d{1,4})?$")] | None = None
    item: str | None = Field(
        default=None, max_length=200, description="which thing or service, as the program says"
    )


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
    gift: TaskGift | None = Field(
        default=None, description="of a task to hand something over; its beneficiary is a subject"
    )


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
