"""How an attempt at a job ended, and what that makes of the job. Pure."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from goodword.database import is_retryable
from goodword.errors import PermanentError, TransientError
from goodword.jobs.backoff import MAX_ASKED_S
from goodword.jobs.job import Job
from goodword.jobs.kinds import Lost

MAX_ERROR_LENGTH = 2000

End: TypeAlias = Literal["done", "again", "dead", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`wait_s` is how long, at the least, to wait before it is tried again."""

    end: End
    error: str | None = None
    wait_s: float = 0.0


DONE = Outcome("done")


def outcome_of(error: Exception, job: Job, lost: Lost) -> Outcome:
    """What comes of a job whose attempt raised `error`."""
    words = f"{type(error).__name__}: {error}"[:MAX_ERROR_LENGTH]
    if isinstance(error, TransientError):
        return Outcome("again", words, min(error.retry_after_s or 0.0, MAX_ASKED_S))
    if isinstance(error, PermanentError):
        return Outcome("dead", words)
    if lost == "unknown":
        return Outcome("unknown", words)
    if is_databases(error) or job.attempts < job.max_attempts:
        return Outcome("again", words)
    return Outcome("dead", words)


def is_databases(error: Exception) -> bool:
    """Our database is away or busy; other networks' errors and time-outs are the job's own."""
    return is_retryable(error) and not isinstance(error, OSError)
