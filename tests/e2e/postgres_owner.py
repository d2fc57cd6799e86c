"""A process that owns an embedded PostgreSQL: says its pid and address, and waits to be ended."""

import asyncio
import sys
from pathlib import Path

from goodword.errors import GoodwordError
from standalone.postgres import EmbeddedPostgres


async def own(data: Path) -> None:
    async with EmbeddedPostgres(data) as server:
        print(server.pid, server.admin_url, flush=True)
        await server.wait()


try:
    asyncio.run(own(Path(sys.argv[1])))
except GoodwordError as error:
    sys.exit(str(error))
