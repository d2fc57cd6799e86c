"""The schema `notifier`, whole: every table registers by being imported here."""

from pathlib import Path

from goodword.bus import CONSUMER_TABLES, add_consumer_tables, consumer_functions
from goodword.database import ServiceSchema
from goodword.jobs import add_job_table, job_functions
from goodword.setups import add_set_up_table
from goodword.tasks import add_opened_task_table
from notifier.db import (  # noqa: F401  # for their tables
    introductions,
    message_table,
    programs,
    state,
    suppressions,
    templates,
)
from notifier.db.asks import asks, considerations, happenings, nights  # noqa: F401  # for their tables
from notifier.db.metadata import metadata

add_consumer_tables(metadata)
add_job_table(metadata)
add_set_up_table(metadata)
add_opened_task_table(metadata)

SCHEMA = ServiceSchema(
    name="notifier",
    metadata=metadata,
    migrations=Path(__file__).parents[1] / "migrations",
    append_only=("suppression",),
    without_row_security=CONSUMER_TABLES,
    functions=(
        *consumer_functions("notifier"),
        *job_functions("notifier"),
        *message_table.FUNCTIONS,
        *nights.FUNCTIONS,
    ),
)
