"""What a letter about a task says: what is to be done, by ids alone."""

from datetime import datetime, tzinfo
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from goodword import ids
from goodword.events import TaskOpened
from goodword.letters.tasks import task_facts
from goodword.money import Money


class TaskFacts(BaseModel):
    """Kept with a message until its words are forgotten. `assigned` where the task names who is to
    do it; else the business's contact hears of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    assigned: bool
    task: str
    task_kind: str
    subjects: str
    due_at: AwareDatetime | None = None
    proof: str
    people: int
    gift: str | None = None
    item: str | None = None
    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None

    def told(self, zone: tzinfo) -> dict[str, object]:
        """As its letter tells it to somebody whose clock shows the time of `zone`."""
        due_at: datetime | None = self.due_at and self.due_at.astimezone(zone)
        told = self.model_dump(exclude={"assigned", "amount"})
        return {**told, "amount": self.amount, "due_at": due_at}


def facts_of(task: TaskOpened) -> TaskFacts:
    return TaskFacts.model_validate(
        {"assigned": task.assignee_id is not None, **task_facts(task)},
    )


def person_of(task: TaskOpened) -> UUID | None:
    """Whom its letter is to or about: who is to do it, else the first person whom it is about."""
    if task.assignee_id is not None:
        return task.assignee_id
    people = [each for each in task.subjects if each.startswith("per_")]
    return ids.read("per", people[0]) if people else None
