from goodword.bus.schema import BUS
from goodword.database.migrating import run

run(BUS)
