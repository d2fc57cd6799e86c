"""Which migrations the version before would not survive."""

import pytest

from goodword.bus.schema import installed_schemas
from goodword.database.expanding import refusals, refused

HEAD = """
import sqlalchemy as sa
from alembic import op

revision = "0042"
"""


def migration(*steps: str, contract: str | None = None, **constants: str) -> str:
    named = {**constants, **({"contract": contract} if contract else {})}
    lines = [HEAD, *(f"{name} = {value!r}" for name, value in named.items())]
    lines += ["def upgrade() -> None:", *(f"    {step}" for step in steps)]
    lines += ["def downgrade() -> None:", "    op.drop_table('sale')"]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ("op.drop_table('sale')", "drops a table (sale)"),
        ("op.drop_column('sale', 'net')", "drops a column (sale)"),
        ("op.rename_table('sale', 'sales')", "renames a table (sale)"),
        ("op.alter_column('sale', 'net', new_column_name='nets')", "renames a column of sale"),
        ("op.alter_column('sale', 'net', type_=sa.Text())", "changes a type in sale"),
        ("op.alter_column('sale', 'net', nullable=False)", "forbids null in sale"),
        ("op.alter_column('sale', 'net', server_default=None)", "drops a default in sale"),
        (
            "op.add_column('sale', sa.Column('tax', sa.Integer(), nullable=False))",
            "adds a column to sale that may not be null and has no default",
        ),
        (
            "op.create_index('sale_net', 'sale', ['net'])",
            "makes an index on sale that its writers wait for",
        ),
        (
            "op.create_unique_constraint('sale_net', 'sale', ['net'])",
            "makes something unique that the rows of sale may break",
        ),
        (
            "op.create_check_constraint('sale_net', 'sale', 'net > 0')",
            "adds a check that the rows of sale may break",
        ),
        (
            "op.create_foreign_key('sale_person', 'sale', 'person', ['a'], ['b'])",
            "adds a foreign key that the rows of sale may break",
        ),
        ("op.execute('alter table sale drop column net')", "drops in SQL"),
        ("op.execute(sa.text('ALTER TABLE sale RENAME TO sales'))", "renames in SQL"),
        ("op.execute('alter table sale alter column net set not null')", "forbids null in SQL"),
        ("op.execute('alter table sale alter column net type text')", "changes a type in SQL"),
        (
            "op.execute('alter table sale add constraint c check (true)')",
            "adds a constraint in SQL",
        ),
        (
            "op.execute('create index sale_net on sale (net)')",
            "makes an index in SQL that all wait for",
        ),
        ("op.execute('truncate sale')", "empties a table in SQL"),
        (
            "op.execute(f'select {1}')",
            "executes SQL that cannot be read here: name it in a constant of the module",
        ),
    ],
)
def test_what_takes_away_or_makes_writers_wait_is_refused(step, what):
    assert refused(migration(step)) == [f"{what}: first add, and remove in a later version"]


@pytest.mark.parametrize(
    "step",
    [
        "op.add_column('sale', sa.Column('tax', sa.Integer(), nullable=True))",
        "op.add_column('sale', sa.Column('tax', sa.Integer(), server_default='0', nullable=False))",
        "op.alter_column('sale', 'net', nullable=True)",
        "op.alter_column('sale', 'net', server_default='0')",
        "op.drop_constraint('sale_net', 'sale')",
        "op.drop_index('sale_net', table_name='sale')",
        "op.create_index('sale_net', 'sale', ['net'], postgresql_concurrently=True)",
        "op.execute('create index concurrently sale_net on sale (net)')",
        "op.execute(FILL)",
    ],
)
def test_what_only_adds_or_loosens_passes(step):
    assert refused(migration(step, FILL="update sale set tax = 0 where tax is null")) == []


def test_a_table_of_the_same_migration_may_have_everything():
    steps = (
        "op.create_table('tax', sa.Column('id', sa.Uuid()))",
        "op.create_index('i', 'tax', [])",
    )

    assert refused(migration(*steps)) == []


def test_a_dated_contract_lets_a_removal_pass():
    contract = "2026-12-01: nothing has read it since the version of November"

    assert refused(migration("op.drop_column('sale', 'net')", contract=contract)) == []


@pytest.mark.parametrize("contract", ["2026-12-01: because", "nothing has read it for a long time"])
def test_a_contract_without_a_date_or_a_reason_is_none(contract):
    assert refused(migration("op.drop_column('sale', 'net')", contract=contract)) == [
        "has a `contract` that does not read `2026-12-31: why it hurts nobody`"
    ]


def test_a_contract_for_nothing_is_refused():
    contract = "2026-12-01: nothing has read it since the version of November"

    assert refused(migration("op.drop_index('sale_net')", contract=contract)) == [
        "has a `contract` and needs none"
    ]


def test_every_migration_since_the_rules_keeps_to_them():
    found = [each for one in installed_schemas() for each in refusals(one.name, one.migrations)]

    assert found == []
