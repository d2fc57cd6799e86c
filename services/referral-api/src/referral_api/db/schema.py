"""What this service says of its part of the database."""

from pathlib import Path

from goodword.bus import CONSUMER_TABLES, add_consumer_tables, consumer_functions
from goodword.database import ServiceSchema
from referral_api.db import businesses, idempotency, people
from referral_api.db.metadata import metadata

add_consumer_tables(metadata)

SCHEMA = ServiceSchema(
    name="referral",
    metadata=metadata,
    migrations=Path(__file__).parents[1] / "migrations",
    without_row_security=CONSUMER_TABLES,
    functions=(
        *consumer_functions("referral"),
        *businesses.FUNCTIONS,
        idempotency.PRUNE_IDEMPOTENCY,
    ),
)
