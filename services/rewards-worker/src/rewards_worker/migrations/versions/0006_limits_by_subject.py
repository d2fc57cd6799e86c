"""Finding what was counted for somebody who is merged."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("limit_use_subject", "limit_use", ["business_id", "subject"], unique=False)


def downgrade() -> None:
    op.drop_index("limit_use_subject", table_name="limit_use")
