"""How soon a client's question is answered (R-SLA-01, R-SLA-04)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from goodword.asking import ServiceParameters, WorkingTime
from goodword.asking.working_time import LONGEST


def working_time_of(business: Any) -> WorkingTime:
    """The hours of work of a business's row."""
    return WorkingTime(ServiceParameters.of(business.parameters), ZoneInfo(business.time_zone))


def measured(issue: Any, working: WorkingTime, at: datetime, *, settles: bool) -> dict[str, Any]:
    """What is to be kept of an answer at `at`, which `settles` the issue where it gives what was
    asked for, or says when that will be there. The first of each counts."""
    taken = working.taken(issue.opened_at, at)
    found: dict[str, Any] = {}
    if issue.replied_at is None:
        found |= {"replied_at": at, "reply_s": taken.seconds}
        found["reply_working_s"] = taken.working_seconds
    if settles and issue.settled_at is None:
        found |= {"settled_at": at, "settled_s": taken.seconds}
        found["settled_working_s"] = taken.working_seconds
    return found


def is_question(issue: Any) -> bool:
    return bool(issue.kind == "question")


def first_answer_due(issue: Any, working: WorkingTime, now: datetime) -> datetime:
    return working.after(_opened(issue, now), timedelta(hours=working.parameters.answer_hours))


def settling_due(issue: Any, working: WorkingTime, now: datetime) -> datetime:
    service = working.parameters
    return working.after(_opened(issue, now), service.settle_days * service.day)


def _opened(issue: Any, now: datetime) -> datetime:
    """Nobody has to have answered what will be asked, or was asked in another age."""
    opened: datetime = issue.opened_at
    return max(min(opened, now), now - LONGEST)
