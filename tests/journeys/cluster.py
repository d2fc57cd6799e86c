"""Goodword as an operator runs it: a PostgreSQL, perhaps a Kafka, a sandbox, and three services
as processes of their own."""

import asyncio
import os
import secrets
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import httpx
from cryptography.fernet import Fernet

from goodword.bus.schema import installed_schemas
from goodword.database.migrating import migrate
from goodword.database.roles import prepare
from standalone.port import free_port
from standalone.postgres import EmbeddedPostgres

GOODWORD = Path(sys.executable).with_name("goodword")
SERVICES = ("referral-api", "rewards-worker", "notifier")
READY_S = 120


def password_of(role: str) -> str:
    return f"secret of {role}"


class Cluster:
    """Starts and ends it all; each process can be killed, frozen and started again.

    A service may be named more than once, such as `referral-api 2`: each has ports of its own.
    """

    def __init__(
        self,
        folder: Path,
        server: EmbeddedPostgres,
        *,
        kafka: str | None = None,
        services: Sequence[str] = SERVICES,
        **more: str,
    ) -> None:
        self.services = services
        self.folder = folder
        self.server = server
        self.database = f"cluster_{secrets.token_hex(4)}"
        self.port = free_port()
        self.operations = {service: free_port() for service in {*SERVICES, *services}}
        self.ports = {name: free_port() for name in services if " " in name}
        self.sandbox_port = free_port()
        self.operator_token = secrets.token_urlsafe(32)
        self.processes: dict[str, Process] = {}
        self.mail = folder / "mail"
        self.environment = {
            **os.environ,
            "GOODWORD_BUS": "kafka" if kafka else "log",
            "GOODWORD_KAFKA": kafka or "",
            "GOODWORD_KAFKA_TOPIC_PREFIX": f"{self.database}.",
            "GOODWORD_SECRET_KEYS": Fernet.generate_key().decode(),
            "GOODWORD_HASH_KEY": secrets.token_urlsafe(32),
            "GOODWORD_PORT": str(self.port),
            "GOODWORD_PUBLIC_URL": self.url,
            "GOODWORD_OPERATOR_TOKEN": self.operator_token,
            "GOODWORD_SANDBOX_URL": self.sandbox_url,
            "GOODWORD_MAIL_CHANNEL": "console",
            "GOODWORD_PRIVATE_ENDPOINTS": "true",
            "GOODWORD_MAIL_TARGET": str(self.mail),
            **more,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    def database_url(self, role: str) -> str:
        return self.server.url(role, password_of(role), self.database)

    async def __aenter__(self):
        schemas = installed_schemas()
        await prepare(self.server.admin_url, self.database, schemas, password_of)
        await migrate(schemas, {s.name: self.database_url(s.owner_role) for s in schemas})
        for schema in ("referral", "rewards", "notifier"):
            url = self.database_url(f"goodword_{schema}_app")
            self.environment[f"GOODWORD_{schema.upper()}_DATABASE_URL"] = url
        for name in ("sandbox", *self.services):
            await self.start(name)
        await self.ready()
        return self

    async def __aexit__(self, *_):
        for name in (*self.services, "sandbox"):
            process = self.processes[name]
            if process.returncode is None:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
        for name, process in self.processes.items():
            try:
                await asyncio.wait_for(process.wait(), 60)
            except TimeoutError:
                process.kill()
                raise AssertionError(f"{name} did not stop: {self.log(name)[-3000:]}") from None

    async def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = await asyncio.create_subprocess_exec(
                *("setpriv", "--pdeathsig", "KILL", "--", *self.command_of(name)),
                env=self.environment_of(name),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def command_of(self, name: str) -> list[str]:
        """What runs as `name`."""
        command = [str(GOODWORD), *name.split()[:1]]
        if name == "sandbox":
            books = str(self.folder / "sandbox.json")
            command += ["--port", str(self.sandbox_port), "--books", books]
        return command

    def environment_of(self, name: str) -> dict[str, str]:
        """What a process is told of its surroundings."""
        port = {"GOODWORD_OPERATIONS_PORT": str(self.operations.get(name, 0))}
        if name in self.ports:
            port["GOODWORD_PORT"] = str(self.ports[name])
        return self.environment | (port if name in self.operations else {})

    async def ready(self) -> None:
        """Wait until every service says that it is."""
        async with httpx.AsyncClient(timeout=10) as client, asyncio.timeout(READY_S):
            for service in self.services:
                while not await self.is_ready(client, service):
                    process = self.processes[service]
                    assert process.returncode is None, self.log(service)[-3000:]
                    await asyncio.sleep(0.1)

    async def is_ready(self, client: httpx.AsyncClient, service: str) -> bool:
        try:
            url = f"http://127.0.0.1:{self.operations[service]}/health/ready"
            return (await client.get(url)).status_code == 200
        except httpx.TransportError:
            return False

    async def kill9(self, name: str) -> None:
        process = self.processes[name]
        if process.returncode is None:
            process.kill()
        await process.wait()

    def freeze(self, name: str) -> None:
        if self.processes[name].returncode is None:
            self.processes[name].send_signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        if self.processes[name].returncode is None:
            self.processes[name].send_signal(signal.SIGCONT)

    async def execute(self, schema: str, statement: str) -> None:
        """Run a statement as the owner of a service's schema."""
        connection = await asyncpg.connect(
            self.database_url(f"goodword_{schema}_owner"),
            ssl=False,
            server_settings={"search_path": schema},
        )
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def resident_mib(self, name: str) -> float:
        """How much memory a process holds."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def log(self, name: str) -> str:
        """What a process printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")
