"""Which clicks still tell visits apart, so that they are found to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "click_visited",
        "click",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("visitor is not null"),
    )


def downgrade() -> None:
    op.drop_index("click_visited", table_name="click")
