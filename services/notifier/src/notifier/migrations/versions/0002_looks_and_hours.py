"""How a business looks and when it writes, and where people are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("business", sa.Column("reply_to", sa.Text(), nullable=True))
    op.add_column("business", sa.Column("contact_email", sa.Text(), nullable=True))
    op.add_column(
        "business",
        sa.Column(
            "parameters",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    for column in ("time_zone", "country", "region"):
        op.add_column("person", sa.Column(column, sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("region", "country", "time_zone"):
        op.drop_column("person", column)
    for column in ("parameters", "contact_email", "reply_to"):
        op.drop_column("business", column)
