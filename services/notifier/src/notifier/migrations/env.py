from goodword.database.migrating import run
from notifier.db.schema import SCHEMA

run(SCHEMA)
