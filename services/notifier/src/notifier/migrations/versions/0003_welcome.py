"""What programs promise, and one welcome for each who takes part."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program_version",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "program_id", "version"),
    )
    op.add_column("message", sa.Column("object_id", sa.Text(), nullable=True))
    op.create_index(
        "message_about_once",
        "message",
        ["business_id", "object_id", "kind"],
        unique=True,
        postgresql_where=sa.text("object_id is not null and state not in ('failed', 'suppressed')"),
    )


def downgrade() -> None:
    op.drop_index("message_about_once", table_name="message")
    op.drop_column("message", "object_id")
    op.drop_table("program_version")
