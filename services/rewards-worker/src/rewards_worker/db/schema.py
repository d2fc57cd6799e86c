"""The schema `rewards`, whole: every table registers by being imported here."""

from pathlib import Path

from goodword.bus import CONSUMER_TABLES, add_consumer_tables, consumer_functions
from goodword.database import ServiceSchema
from goodword.jobs import add_job_table, job_functions
from goodword.setups import add_set_up_table
from goodword.tasks import add_opened_task_table
from rewards_worker.db import ledger, programs, sales, stages, state  # noqa: F401  # for their tables
from rewards_worker.db.invariants import BUSINESSES
from rewards_worker.db.metadata import metadata
from rewards_worker.db.payouts import payout_tables  # noqa: F401  # for its tables
from rewards_worker.db.payouts.attention import WAITING_PAYOUTS
from rewards_worker.db.payouts.requests import FORGET_REQUESTS
from rewards_worker.db.rewards import limits, reward_table  # noqa: F401  # for their tables

add_consumer_tables(metadata)
add_job_table(metadata)
add_set_up_table(metadata)
add_opened_task_table(metadata)

SCHEMA = ServiceSchema(
    name="rewards",
    metadata=metadata,
    migrations=Path(__file__).parents[1] / "migrations",
    append_only=("transfer",),
    without_row_security=CONSUMER_TABLES,
    functions=(
        *consumer_functions("rewards"),
        *job_functions("rewards"),
        BUSINESSES,
        WAITING_PAYOUTS,
        FORGET_REQUESTS,
    ),
)
