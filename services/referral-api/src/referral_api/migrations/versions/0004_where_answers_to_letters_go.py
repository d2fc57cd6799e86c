"""Where answers to letters go, and who is told what needs somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("business", sa.Column("reply_to", sa.Text(), nullable=True))
    op.add_column("business", sa.Column("contact_email", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("business", "contact_email")
    op.drop_column("business", "reply_to")
