"""Kafka: is it there, are the topics as they must be, do publishing and reading go on?"""

from collections.abc import AsyncIterator

from sqlalchemy import text

from goodword.bus.kafka import UnreachableError, standing
from goodword.database import Database
from goodword.doctor.finding import Finding
from goodword.events import PARTITIONS
from goodword.settings import Settings

BEHIND = 1000
"""Events that a service may have before it; it applies so many in a second or two."""

UNPUBLISHED_S = 300.0

_UNPUBLISHED = text("""
    select coalesce(extract(epoch from now() - min(u.created_at)), 0)::float8
    from bus.reader r cross join lateral (
        select o.created_at from bus.outbox o
        where o.part = r.part and (o.tx_id, o.id) > (r.tx_id, r.id)
        order by o.tx_id, o.id limit 1) as u
    where r.grp = 'kafka-relay'
""")


async def look_at_kafka(db: Database, settings: Settings) -> AsyncIterator[Finding]:
    """As one service sees it; nothing where the log travels by PostgreSQL alone."""
    if settings.bus != "kafka":
        return
    async with db.begin() as session:
        unpublished_s = float(await session.scalar(_UNPUBLISHED) or 0)
    if unpublished_s > UNPUBLISHED_S:
        sentence = f"The oldest fact that is not on Kafka yet is {unpublished_s:.0f} s old."
        yield Finding("kafka_not_published", db.service, sentence)
    try:
        found = await standing(settings, db.service)
    except UnreachableError as error:
        yield Finding("kafka_unreachable", db.service, str(error))
        return
    if found.missing:
        sentence = f"Kafka has no topic {', '.join(found.missing)}."
        yield Finding("kafka_topics_missing", db.service, sentence)
    for topic, partitions in found.wrong.items():
        sentence = f"Kafka's topic {topic} has {partitions} partitions and must have {PARTITIONS}."
        yield Finding("kafka_topic_wrong", db.service, sentence)
    if found.unread > BEHIND:
        yield Finding("kafka_not_read", db.service, f"It has {found.unread} events before it.")
