"""Goodword as a newcomer runs it: `goodword up`, all in one process."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

import asyncpg
import httpx

from standalone.keys import Keys
from standalone.port import free_port

GOODWORD = Path(sys.executable).with_name("goodword")
READY_S = 120


class Upped:
    """Starts and ends it; the same face as `Cluster`."""

    def __init__(self, folder: Path, *, kafka: str | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.kafka = kafka
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"{self.url}/sandbox"

    @property
    def mail(self) -> Path:
        return self.data / "mail"

    @property
    def operator_token(self) -> str:
        return self._keys.operator_token

    @property
    def _keys(self) -> Keys:
        return Keys(**json.loads((self.data / "keys.json").read_text()))

    def database_url(self, role: str) -> str:
        port = (self.data / "pg" / "postmaster.pid").read_text().splitlines()[3]
        return f"postgresql://{role}:{self._keys.password_of(role)}@127.0.0.1:{port}/goodword"

    async def __aenter__(self):
        environment = {
            **{name: value for name, value in os.environ.items() if "GOODWORD" not in name},
            "GOODWORD_DATA": str(self.data),
            "GOODWORD_PORT": str(self.port),
            "GOODWORD_BUS": "kafka" if self.kafka else "log",
            "GOODWORD_KAFKA": self.kafka or "",
            "GOODWORD_KAFKA_TOPIC_PREFIX": f"up-{self.port}.",
            "GOODWORD_PRIVATE_ENDPOINTS": "true",
        }
        with (self.folder / "up.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "KILL", "--", GOODWORD, "up"),
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        await self._ready(self.process)
        return self

    async def __aexit__(self, *_):
        assert self.process
        self.process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(self.process.wait(), 60) == 0, self._log

    async def _ready(self, process: Process) -> None:
        async with httpx.AsyncClient(timeout=10) as client, asyncio.timeout(READY_S):
            while not await self._is_ready(client):
                assert process.returncode is None, self._log
                await asyncio.sleep(0.1)

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.url}/health/ready")).status_code == 200
        except httpx.TransportError:
            return False

    @property
    def _log(self) -> str:
        return (self.folder / "up.log").read_text(errors="replace")[-3000:]

    async def execute(self, schema: str, statement: str) -> None:
        """Run a statement as the owner of a schema."""
        connection = await asyncpg.connect(
            self.database_url(f"goodword_{schema}_owner"),
            ssl=False,
            server_settings={"search_path": schema},
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
