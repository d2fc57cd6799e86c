"""Durable timers, retries and calls: rows that commit with their cause and survive every restart.

A service adds jobs in its transactions (`add`), says what each kind does (`Inside`, `Outside`) and
runs a `Runner`. Its schema takes the table (`add_job_table`) and the functions (`job_functions`).
"""

from goodword.jobs.functions import job_functions
from goodword.jobs.job import Job, NewJob
from goodword.jobs.kinds import Inside, Kinds, Outside
from goodword.jobs.queue import add, advance, settle
from goodword.jobs.runner import Runner
from goodword.jobs.tables import add_job_table

__all__ = [
    "Inside",
    "Job",
    "Kinds",
    "NewJob",
    "Outside",
    "Runner",
    "add",
    "add_job_table",
    "advance",
    "job_functions",
    "settle",
]
