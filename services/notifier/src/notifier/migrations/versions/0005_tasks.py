"""Letters about tasks, which may be about nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ONCE = ("business_id", "cause_id", "person_id", "kind")


def upgrade() -> None:
    op.alter_column("message", "person_id", existing_type=sa.Uuid(), nullable=True)
    op.drop_constraint("message_once", "message", type_="unique")
    op.create_unique_constraint(
        "message_once", "message", list(ONCE), postgresql_nulls_not_distinct=True
    )


def downgrade() -> None:
    op.execute("delete from message where person_id is null")
    op.drop_constraint("message_once", "message", type_="unique")
    op.create_unique_constraint("message_once", "message", list(ONCE))
    op.alter_column("message", "person_id", existing_type=sa.Uuid(), nullable=False)
