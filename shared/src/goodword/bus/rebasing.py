"""Numbering the log anew after a restore from a logical dump.

A dump carries rows but not the cluster's transaction counter, so the rows' `tx_id` would lie in the
future of the new cluster, and readers would not see them until it had counted that far. All rows
get `tx_id` 0 and ids in their old order; every cursor is moved to the same place in the new order.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from goodword.bus.schema import BUS
from goodword.database import ServiceSchema
from goodword.database.migrating import connected

# Aggregates keep the number of their last event's transaction: those lie in the future, too.
_RESET_LAST_TX = """
do $$ declare t record; begin
    for t in select table_name, column_name from information_schema.columns
             where table_schema = '{schema}' and column_name like '%last\\_tx'
               and table_name not like 'inbox%' loop
        execute format('update {schema}.%I set %I = 0', t.table_name, t.column_name);
    end loop;
end $$
"""
_ORDER = text("""
    create temporary table place on commit drop as
    select part, tx_id, id, row_number() over (order by tx_id, id) as place from bus.outbox
""")
_INDEX = text("create index on place (part, tx_id, id)")
_COUNT = text("select count(*) from place")
_PLACE = text("""
    select coalesce(max(place), 0) from place
    where part = :part and (tx_id, id) <= (:tx_id, :id)
""")
_MOVE_READERS = text("""
    update bus.reader r set tx_id = 0, id = coalesce(
        (select max(p.place) from place p
         where p.part = r.part and (p.tx_id, p.id) <= (r.tx_id, r.id)), 0)
""")
_RENUMBER = text("""
    update bus.outbox o set tx_id = 0, id = p.place
    from place p where p.part = o.part and p.tx_id = o.tx_id and p.id = o.id
""")
_GO_ON = text("select setval('bus.outbox_id', (select coalesce(max(id), 1) from bus.outbox))")
_CURSORS = text("select grp, part, tx_id, id from cursor")
_MOVE_CURSOR = text("update cursor set tx_id = 0, id = :id where grp = :grp and part = :part")


async def rebase(services: Sequence[ServiceSchema], owner_urls: Mapping[str, str]) -> int:
    """Number the log anew and move every cursor; how many events there are.

    Every service must be stopped. `services` are those whose cursors read this log.
    """
    async with connected(owner_urls["bus"], BUS) as bus:
        await bus.execute(_ORDER)
        await bus.execute(_INDEX)
        for schema in services:
            async with connected(owner_urls[schema.name], schema) as connection:
                for cursor in (await connection.execute(_CURSORS)).all():
                    moved = await bus.scalar(_PLACE, cursor._asdict())
                    where = {"grp": cursor.grp, "part": cursor.part}
                    await connection.execute(_MOVE_CURSOR, {**where, "id": moved})
                await connection.exec_driver_sql(_RESET_LAST_TX.format(schema=schema.name))
                await connection.commit()
        await bus.execute(_MOVE_READERS)
        await bus.execute(_RENUMBER)
        await bus.execute(_GO_ON)
        count = await bus.scalar(_COUNT)
        await bus.commit()
        return int(count or 0)
