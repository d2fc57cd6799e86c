"""PostgreSQL as every service uses it: one engine, one way to commit, row security always on."""

from goodword.database.aggregate import NEXT_TX, aggregate_columns
from goodword.database.engine import Database, scope, widen
from goodword.database.failures import is_conflict, is_retryable
from goodword.database.schema import SCHEMAS, ServiceSchema
from goodword.database.sealed import SEALED, sealed_in
from goodword.database.upkeep import regularly

__all__ = [
    "NEXT_TX",
    "SCHEMAS",
    "SEALED",
    "Database",
    "ServiceSchema",
    "aggregate_columns",
    "is_conflict",
    "is_retryable",
    "regularly",
    "scope",
    "sealed_in",
    "widen",
]
