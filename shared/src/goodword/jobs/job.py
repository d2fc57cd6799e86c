"""What a job is: something to do once, at a time, that survives every restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Row

State: TypeAlias = Literal["ready", "running", "done", "dead", "unknown", "discarded"]
"""`ready` waits for its time; `running` is leased to a runner; `done` succeeded; `dead` failed for
good; `unknown` may or may not have moved money; `discarded` was given up by a human."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to add. Its `dedupe_key` names the occasion (`release:rwd_…:1`): one job each.

    `run_at` is on the business's own clock (`goodword.clock`); None means now. `payload` holds ids
    and choices, never personal data: it stays here long after a person was erased.
    """

    business_id: UUID
    kind: str
    dedupe_key: str
    payload: Mapping[str, Any]
    run_at: datetime | None = None
    max_attempts: int = 10


@dataclass(frozen=True, slots=True)
class Job:
    """A job in hand. `attempts` counts this one; `run_at` is when it was due, on the business's
    clock (of a job tried again: when it was due again)."""

    id: UUID
    business_id: UUID
    kind: str
    dedupe_key: str
    payload: dict[str, Any]
    attempts: int
    max_attempts: int
    run_at: datetime
    traceparent: str | None = None


COLUMNS = """
    business_id, id, kind, dedupe_key, payload, attempts, max_attempts, traceparent,
    run_at + make_interval(secs => clock_offset_s) as due_at,
    extract(epoch from clock_timestamp() - run_at)::float8 as late_s
"""
"""What a claim reads of a job; `late_s` is for the metrics."""


def read_job(row: Row[Any], *, attempts: int) -> Job:
    """The job of a claimed row."""
    return Job(
        id=row.id,
        business_id=row.business_id,
        kind=row.kind,
        dedupe_key=row.dedupe_key,
        payload=row.payload,
        attempts=attempts,
        max_attempts=row.max_attempts,
        run_at=row.due_at,
        traceparent=row.traceparent,
    )
