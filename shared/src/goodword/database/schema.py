"""What a service says of its part of the database, for migrations and checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData

SCHEMAS = {"referral-api": "referral", "rewards-worker": "rewards", "notifier": "notifier"}
"""Each service's schema."""

APP_GROUP = "goodword_app"
"""The role that all app roles are members of; it may use the log, and owns nothing."""


@dataclass(frozen=True, slots=True)
class ServiceSchema:
    """A schema, its tables, and the folder of its migrations.

    `append_only` names tables whose rows nobody ever changes or removes; `insert_only` those whose
    rows only the owner's functions may change; `undeletable` those whose rows may change but not
    go; `without_row_security` those that hold rows of all businesses and that only the kernel
    reads.
    `functions` are statements that (re)create the schema's functions; they run as its owner after
    each migration, since functions have no history worth keeping.
    """

    name: str
    metadata: MetaData
    migrations: Path
    append_only: Sequence[str] = ()
    insert_only: Sequence[str] = ()
    undeletable: Sequence[str] = ()
    without_row_security: Sequence[str] = ()
    functions: Sequence[str] = ()

    @property
    def owner_role(self) -> str:
        return f"goodword_{self.name}_owner"

    @property
    def app_role(self) -> str:
        return f"goodword_{self.name}_app"
