"""Find people by the words of their names."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_word",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("business_id", "word", "person_id"),
    )
    op.create_index("person_word_person", "person_word", ["person_id"])
    # Near enough to what is written from now on; the next word of a person makes it the same.
    op.execute("""
        insert into person_word (business_id, word, person_id)
        select distinct p.business_id, left(w.word, 64), p.id
        from person p cross join lateral regexp_split_to_table(
            regexp_replace(
                translate(
                    lower(normalize(
                        concat_ws(' ', p.display_name, p.given_name, p.family_name), nfkd)),
                    'øłđðı', 'olddi'),
                '[\\u0300-\\u036f]', '', 'g'),
            '[^[:alnum:]]+') as w (word)
        where w.word <> ''
    """)


def downgrade() -> None:
    op.drop_index("person_word_person", table_name="person_word")
    op.drop_table("person_word")
