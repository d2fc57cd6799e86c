"""Find what was said of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "outbox_people",
        "outbox",
        ["key"],
        unique=False,
        postgresql_where=sa.text("topic = 'people'"),
    )


def downgrade() -> None:
    op.drop_index("outbox_people", table_name="outbox")
