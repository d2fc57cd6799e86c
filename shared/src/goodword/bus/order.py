"""Reading the log in its order, from where the cursors of its partitions stand."""

from goodword.events import PARTITIONS


def next_events(limit: str) -> str:
    """SQL of `next`: what comes next of the partitions in `held (part, tx_id, id)`, a CTE before
    it; `limit` is a parameter.

    Only rows below the oldest running transaction: nothing can appear there any more. It is one
    scan for each day, in the order of the log, from the hindmost cursor on: one for each partition
    too would be some hundreds. `places` has a null for a partition that is not held, so that
    nothing of it is found.
    """
    return f"""
    places as materialized (
        select array_agg(held.tx_id order by n) as tx_ids, array_agg(held.id order by n) as ids
        from generate_series(0, {PARTITIONS - 1}) as n left join held on held.part = n
    ), next as materialized (
        select o.* from bus.outbox o
        where (o.tx_id, o.id) > (
                (select tx_id from held order by tx_id, id limit 1),
                (select id from held order by tx_id, id limit 1))
          and (o.tx_id, o.id) > (
                (select tx_ids from places)[o.part + 1], (select ids from places)[o.part + 1])
          and o.tx_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        order by o.tx_id, o.id limit {limit}
    )"""  # noqa: S608 names of our own


def level(table: str, group: str) -> str:
    """SQL that moves the cursors of a group to its furthest one where nothing between is unread.

    Cursors move together, but once each moved by itself, and in a partition of which nothing was
    said not at all: then the log would be scanned from there each time.
    """
    return f"""
    update {table} c set tx_id = furthest.tx_id, id = furthest.id, updated_at = now()
    from (select tx_id, id from {table} where grp = {group} order by tx_id desc, id desc limit 1)
        as furthest
    where c.grp = {group} and (c.tx_id, c.id) < (furthest.tx_id, furthest.id)
      and not exists (
          select 1 from bus.outbox o where o.part = c.part and (o.tx_id, o.id) > (c.tx_id, c.id)
            and (o.tx_id, o.id) <= (furthest.tx_id, furthest.id))
    """  # noqa: S608 names of our own
