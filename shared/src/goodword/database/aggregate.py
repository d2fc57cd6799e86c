"""The two columns that put the events of one key in order.

The row of an aggregate counts its events (`seq`) and keeps the transaction of the last one
(`last_tx`). Whoever says an event locks that row first, so (tx_id, id) in the outbox is lock order
per key, whatever else the transaction had locked before.
"""

from sqlalchemy import BigInteger, Column, text


def next_tx(last_tx: str = "last_tx") -> str:
    """What an UPDATE that says events sets its column `last_tx`, as it names it, to."""
    return f"greatest(pg_current_xact_id()::text::bigint, {last_tx})"


def aggregate_columns(prefix: str = "") -> list[Column[int]]:
    """`seq` and `last_tx` for a table whose rows say events; a new row has said one."""
    return [
        Column(f"{prefix}seq", BigInteger, nullable=False, server_default=text("1")),
        Column(
            f"{prefix}last_tx",
            BigInteger,
            nullable=False,
            server_default=text("((pg_current_xact_id())::text)::bigint"),
        ),
    ]
