"""The schema `bus`, the log itself, and the schemas of all services that are installed here."""

from importlib.metadata import entry_points
from pathlib import Path

from goodword.bus.functions import BUS_FUNCTIONS
from goodword.bus.tables import bus_metadata
from goodword.database import ServiceSchema

BUS = ServiceSchema(
    name="bus",
    metadata=bus_metadata,
    migrations=Path(__file__).with_name("migrations"),
    insert_only=("outbox",),
    undeletable=("reader",),
    without_row_security=("outbox", "reader"),
    functions=BUS_FUNCTIONS,
)


def installed_schemas() -> list[ServiceSchema]:
    """`bus` first, then each installed service's, in the order in which to migrate them.

    A service says `name = "package.db.schema:SCHEMA"` under the entry points `goodword.schemas`.
    """
    found = sorted(entry_points(group="goodword.schemas"), key=lambda each: each.name)
    return [BUS, *(each.load() for each in found)]
