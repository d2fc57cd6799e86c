"""What a migration may do beside adding a table."""

from dataclasses import replace

import asyncpg
from tests.shared.database.shelf import SHELF

from goodword.database.migrating import migrate

ENV = """
from tests.shared.database.shelf import SHELF

from goodword.database.migrating import run

run(SHELF)
"""
CONCURRENTLY = """
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("note_by_name", "note", ["name"], postgresql_concurrently=True)
"""
_INDEX = """
    select i.indisvalid from pg_index i where i.indexrelid = to_regclass('shelf.note_by_name')
"""


async def test_an_index_is_made_concurrently(databases_of_its_own, tmp_path):
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(ENV)
    (tmp_path / "versions" / "0001_index.py").write_text(CONCURRENTLY)
    url = databases_of_its_own.owner_url("shelf")

    await migrate([replace(SHELF, migrations=tmp_path)], {"shelf": url}, settle=False)

    connection = await asyncpg.connect(url, ssl=False)
    try:
        assert await connection.fetchval(_INDEX) is True
    finally:
        await connection.close()
