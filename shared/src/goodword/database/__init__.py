"""PostgreSQL as every service uses it: one engine, one way to commit, row security always on."""

from goodword.database.aggregate import aggregate_columns, next_tx
from goodword.database.engine import Database, scope, widen
from goodword.database.failures import is_conflict, is_retryable
from goodword.database.schema import SCHEMAS, ServiceSchema
from goodword.database.sealed import SEALED, sealed_in
from goodword.database.upkeep import bit_by_bit, regularly

__all__ = [
    "SCHEMAS",
    "SEALED",
    "Database",
    "ServiceSchema",
    "aggregate_columns",
    "bit_by_bit",
    "is_conflict",
    "is_retryable",
    "next_tx",
    "regularly",
    "scope",
    "sealed_in",
    "widen",
]
