"""In which year somebody is paid, and when a business asks for a tax form."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "business", sa.Column("tax_form_percent", sa.Integer(), server_default="75", nullable=True)
    )
    op.add_column("payout", sa.Column("tax_year", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("payout", "tax_year")
    op.drop_column("business", "tax_form_percent")
