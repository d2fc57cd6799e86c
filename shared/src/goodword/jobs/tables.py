"""The table `job`, which each service keeps in its own schema: a job commits with its cause."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB


def add_job_table(metadata: MetaData) -> None:
    """Add `job` to a service's tables, which must have `business` with `mode`, `clock_offset_s`.

    `run_at` is in the world's time; `clock_offset_s` is how far the business's clock was ahead when
    it was computed, so that an advanced clock knows by how much the job is still to be moved. The
    states are `goodword.jobs.job.State`, as text, so that they can be read at a psql prompt.
    """
    job = Table(
        "job",
        metadata,
        Column("business_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        Column("kind", Text, nullable=False),
        Column("dedupe_key", Text, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("run_at", DateTime(timezone=True), nullable=False),
        Column("clock_offset_s", BigInteger, nullable=False, server_default="0"),
        Column("state", Text, nullable=False, server_default="ready"),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("max_attempts", Integer, nullable=False, server_default="10"),
        Column("lease_until", DateTime(timezone=True)),
        Column("leased_by", Text),
        Column("last_error", Text),
        Column("traceparent", Text),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
        Column("finished_at", DateTime(timezone=True)),
        PrimaryKeyConstraint("business_id", "id"),
        UniqueConstraint("business_id", "kind", "dedupe_key", name="job_occasion"),
        CheckConstraint(
            "state in ('ready', 'running', 'done', 'dead', 'unknown', 'discarded')",
            name="job_state",
        ),
        # Each job is updated twice or more in its life, and readers pass over what that leaves.
        postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
    )
    state = job.c.state
    # The kind comes first: a claim asks for one kind, and another's backlog is not in its way.
    Index("job_due", job.c.kind, job.c.run_at, postgresql_where=state == text("'ready'"))
    Index("job_lease", job.c.lease_until, postgresql_where=state == text("'running'"))
    Index("job_trouble", job.c.kind, postgresql_where=text("state in ('dead', 'unknown')"))
    Index(
        "job_finished", job.c.finished_at, postgresql_where=text("state in ('done', 'discarded')")
    )
