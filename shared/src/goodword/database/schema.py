"""What a service says of its part of the database, for migrations and checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData


@dataclass(frozen=True, slots=True)
class ServiceSchema:
    """A schema, its tables, and the folder of its migrations.

    `append_only` names tables whose rows the app role may add but never change or remove.
    """

    name: str
    metadata: MetaData
    migrations: Path
    append_only: Sequence[str] = ()

    @property
    def owner_role(self) -> str:
        return f"goodword_{self.name}_owner"

    @property
    def app_role(self) -> str:
        return f"goodword_{self.name}_app"
