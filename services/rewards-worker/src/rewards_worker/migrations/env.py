from goodword.database.migrating import run
from rewards_worker.db.schema import SCHEMA

run(SCHEMA)
