"""What really happened, seen from where it cannot be embellished: the sandbox's books, the rows."""

import asyncio
from uuid import UUID

import asyncpg
import httpx

from goodword import ids

SCHEMAS = ("referral", "rewards", "notifier")
QUIET_S = 30
POLL_S = 0.1


async def books(place) -> list[dict]:
    """Every order that was ever made at the sandbox."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{place.sandbox_url}/books")
        return [order["rewards"][0]["value"] for order in answer.json()["orders"]]


async def ledger(place, business: str) -> dict[str, int]:
    """What a business's accounts come to by kind, from nothing but the transfers."""
    business_id: UUID = ids.read("biz", business)
    rows = await fetch(
        place,
        "rewards",
        """select split_part(a.kind, ':', 1) as kind,
                  sum(case when t.credit = a.id then t.amount else -t.amount end)::bigint as minor
           from transfer t join account a
             on a.business_id = t.business_id and a.id in (t.debit, t.credit)
           where t.business_id = $1 group by 1""",
        business_id,
    )
    # What the business spends is debited, so its balance is the other way round.
    signs = {"program_expense": -1, "receivable": -1}
    found = {row["kind"]: row["minor"] * signs.get(row["kind"], 1) for row in rows}
    return {kind: minor for kind, minor in found.items() if minor}


async def fetch(place, schema: str, query: str, *arguments) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(
        place.database_url(f"goodword_{schema}_owner"),
        ssl=False,
        server_settings={"search_path": schema},
    )
    try:
        return await connection.fetch(query, *arguments)
    finally:
        await connection.close()


async def repeat_all_events(place, transport: str) -> None:
    """Have every event delivered again, and wait until all of them were."""
    if transport == "log":
        for schema in SCHEMAS:
            await place.execute(schema, "update cursor set tx_id = 0, id = 0")
    else:
        reset = "update reader set tx_id = 0, id = 0 where grp = 'kafka-relay'"
        await place.execute("bus", reset)
    async with asyncio.timeout(QUIET_S):
        while not await _all_read(place, transport):  # noqa: ASYNC110 - cursors tell nobody
            await asyncio.sleep(POLL_S)


async def _all_read(place, transport: str) -> bool:
    if transport == "kafka":
        unread = """select count(*) from outbox o join reader r on r.part = o.part
                    where r.grp = 'kafka-relay' and (o.tx_id, o.id) > (r.tx_id, r.id)"""
        return (await fetch(place, "bus", unread))[0][0] == 0
    rows = await fetch(place, "bus", "select part, max(tx_id) as tx_id from outbox group by part")
    newest = {row["part"]: row["tx_id"] for row in rows}
    for schema in SCHEMAS:
        for row in await fetch(place, schema, "select part, tx_id from cursor"):
            if row["tx_id"] < newest.get(row["part"], 0):
                return False
    return True
