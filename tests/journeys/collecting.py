"""All that a running Goodword lets out, in text, by the place where it was found."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import asyncpg
import httpx
from tests.journeys.cluster import SERVICES, Cluster
from tests.shared.bus.kafka.running import records_of

from goodword.events import TOPICS

Found = dict[str, str]

_COLUMNS = """
    select format('%I.%I', n.nspname, c.relname) as table, a.attname as name,
           format_type(a.atttypid, null) as type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('bus', 'referral', 'rewards', 'notifier')
      and c.relkind in ('r', 'p') and not c.relispartition
"""


@asynccontextmanager
async def collector() -> AsyncIterator[tuple[str, list[str]]]:
    """A collector of traces: its address, and what it was sent."""
    sent: list[str] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
        sent.append(head + (await reader.readexactly(length)).decode("latin-1"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", sent


class Answers:
    """Everything that was answered, each under how it was asked for."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.given: list[tuple[str, str]] = []
        client.event_hooks["response"].append(self._keep)

    async def _keep(self, response: httpx.Response) -> None:
        await response.aread()
        request = response.request
        text = f"{response.status_code} {response.headers} {response.text}"
        self.given.append((f"answer {request.method} {request.url.path}", text))


def logs(place: Cluster) -> Iterator[tuple[str, str]]:
    """What each process printed."""
    for file in place.folder.glob("*.log"):
        yield f"output of {file.stem}", file.read_text(errors="replace")


async def columns(place: Cluster) -> AsyncIterator[tuple[str, str]]:
    """Every column of every table, the log's own among them."""
    connection = await asyncpg.connect(
        place.server.admin_url.rsplit("/", 1)[0] + f"/{place.database}", ssl=False
    )
    try:
        for column in await connection.fetch(_COLUMNS):
            shown = f'"{column["name"]}"'
            if column["type"] == "bytea":
                shown = f"encode({shown}, 'escape')"
            rows = await connection.fetch(f"select {shown}::text from {column['table']}")
            text = "\n".join(row[0] for row in rows if row[0] is not None)
            yield f"column {column['table']}.{column['name']}", text
    finally:
        await connection.close()


async def topics(place: Cluster) -> AsyncIterator[tuple[str, str]]:
    """Every record of every topic, with its key and headers."""
    settings = SimpleNamespace(
        kafka=place.environment["GOODWORD_KAFKA"],
        kafka_topic_prefix=place.environment["GOODWORD_KAFKA_TOPIC_PREFIX"],
    )
    for topic in sorted(TOPICS):
        for record in await records_of(settings, topic):
            parts = [record.key, record.value, *(value for _, value in record.headers)]
            yield f"topic {topic}", "\n".join((part or b"").decode("latin-1") for part in parts)


async def operations(place: Cluster) -> AsyncIterator[tuple[str, str]]:
    """What each service tells an operator."""
    async with httpx.AsyncClient(timeout=10) as client:
        for service in SERVICES:
            for path in ("/metrics", "/health/ready", "/health/live"):
                url = f"http://127.0.0.1:{place.operations[service]}{path}"
                yield f"{path} of {service}", (await client.get(url)).text
