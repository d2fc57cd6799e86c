"""Whether a Kafka broker takes requests, asked in Kafka's own protocol."""

import asyncio
import struct

LIMIT_S = 5.0

METADATA, VERSION, CORRELATION, NO_CLIENT_ID, NO_TOPICS = 3, 1, 1, -1, 0
REQUEST = struct.pack(">hhihi", METADATA, VERSION, CORRELATION, NO_CLIENT_ID, NO_TOPICS)


async def takes_requests(port: int) -> bool:
    """Whether the broker on this port of the loopback answers and counts itself among the living.

    An open port is not enough: after kill -9 the broker listens, but stays fenced until its old
    session has ended, and lists no broker until then.
    """
    try:
        async with asyncio.timeout(LIMIT_S):
            return await _living_brokers(port) > 0
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False


async def _living_brokers(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(struct.pack(">i", len(REQUEST)) + REQUEST)
        _, _, brokers = struct.unpack(">iii", await reader.readexactly(12))
        return int(brokers)
    finally:
        writer.close()
        await writer.wait_closed()
