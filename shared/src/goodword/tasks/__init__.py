"""What a service wants of humans: tasks it opens, hears the end of, and may call off.

A service adds the table to its schema (`add_opened_task_table`), opens tasks in its transactions
(`open_tasks`), and says in its `main` what each kind of task that was done leads to (`hear_done`).
referral-api shows the tasks of all services and takes what people did.
"""

from goodword.tasks.closing import OVERDUE, cancel_tasks, finish_by_hand, mark_overdue
from goodword.tasks.done import Finish, Finishes, Lock, Locks, hear_done, nothing_follows
from goodword.tasks.opening import open_tasks
from goodword.tasks.rows import next_place, of_occasion
from goodword.tasks.tables import add_opened_task_table
from goodword.tasks.task import DoneTask, NewTask, Occasion, OpenedTask

__all__ = [
    "OVERDUE",
    "DoneTask",
    "Finish",
    "Finishes",
    "Lock",
    "Locks",
    "NewTask",
    "Occasion",
    "OpenedTask",
    "add_opened_task_table",
    "cancel_tasks",
    "finish_by_hand",
    "hear_done",
    "mark_overdue",
    "next_place",
    "nothing_follows",
    "of_occasion",
    "open_tasks",
]
