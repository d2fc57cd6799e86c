from goodword.database.migrating import run
from referral_api.db.schema import SCHEMA

run(SCHEMA)
