"""What keeps the log in shape: days ahead, days dropped behind every reader, floors, measures."""

from dataclasses import dataclass

from sqlalchemy import text

from goodword.bus.delivery import INBOX_WEEKS
from goodword.database import Database
from goodword.errors import GoodwordError

DAYS_AHEAD = 14
WARN_BELOW_DAYS = 7
INBOX_WEEKS_AHEAD = 8

_ADD_DAYS = text("select bus.add_days(:days)")
_DROP_DAYS = text("select bus.drop_days(:keep, :transport)")
_ADD_WEEKS = text("select add_inbox_weeks(:behind, :ahead)")
_DROP_WEEKS = text("select drop_inbox_weeks(:keep)")
_FORGET_ATTEMPTS = text("delete from attempt where at < now() - interval '7 days'")
_RAISE_FLOOR = text("""
    update bus.reader r set tx_id = c.tx_id, id = c.id, updated_at = now()
    from cursor c where c.grp = r.grp and c.part = r.part and c.grp = :grp
      and (c.tx_id, c.id) > (r.tx_id, r.id)
""")
_STATUS = text("""
    select bus.days_ahead() as days_ahead,
      bus.oldest_writer_s() as xmin_stall_s,
      (select count(*) from parked_event where state = 'parked') as parked,
      (select count(*) from parked_event where state = 'waiting') as waiting,
      (select count(*) from parked_event where state = 'behind') as behind,
      (select coalesce(extract(epoch from now() - min(parked_at)), 0)::float8
       from parked_event where state = 'waiting') as waiting_longest_s,
      (select coalesce(extract(epoch from now() - min(u.created_at)), 0)::float8
       from cursor c cross join lateral (
         select o.created_at from bus.outbox o
         where o.part = c.part and (o.tx_id, o.id) > (c.tx_id, c.id)
         order by o.tx_id, o.id limit 1) as u
       where c.grp = :grp) as oldest_unread_s
""")
# One look at the end of the log's order: it may be long.
_RESTORED = text("""
    select tx_id >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    from bus.outbox order by tx_id desc, id desc limit 1
""")


class RestoredFromDumpError(GoodwordError):
    """The log comes from another cluster, whose transaction numbers mean nothing here."""


@dataclass(frozen=True, slots=True)
class Status:
    """How the log stands for one service; times in seconds."""

    days_ahead: int
    xmin_stall_s: float
    parked: int
    waiting: int
    behind: int
    waiting_longest_s: float
    oldest_unread_s: float


class Upkeep:
    """The upkeep that every service does at its start and hourly; all of it may be done twice."""

    def __init__(self, db: Database, group: str, *, transport: str, keep_days: int) -> None:
        self._db = db
        self._group = group
        self._transport = transport
        self._keep_days = keep_days

    async def check_restored(self) -> None:
        """RestoredFromDumpError where rows carry numbers of transactions yet to come.

        They would stay invisible to every reader until this cluster has counted so far.
        """
        async with self._db.begin() as session:
            if await session.scalar(_RESTORED):
                raise RestoredFromDumpError(
                    "The log was restored from a dump of another PostgreSQL; run "
                    "`goodword database rebase` once, then start again."
                )

    async def partitions(self) -> None:
        """Add the days and weeks ahead; drop those that are old and behind every reader."""
        async with self._db.begin() as session:
            await session.execute(_ADD_DAYS, {"days": DAYS_AHEAD})
            ahead = {"behind": INBOX_WEEKS, "ahead": INBOX_WEEKS_AHEAD}
            await session.execute(_ADD_WEEKS, ahead)
            await session.execute(_FORGET_ATTEMPTS)
        async with self._db.begin() as session:
            old = {"keep": self._keep_days, "transport": self._transport}
            await session.execute(_DROP_DAYS, old)
            await session.execute(_DROP_WEEKS, {"keep": INBOX_WEEKS})

    async def raise_floor(self) -> None:
        """Tell the log how far this service has read."""
        async with self._db.begin() as session:
            await session.execute(_RAISE_FLOOR, {"grp": self._group})

    async def status(self) -> Status:
        """What metrics and readiness are made of."""
        async with self._db.begin() as session:
            row = (await session.execute(_STATUS, {"grp": self._group})).one()
            return Status(**row._mapping)
