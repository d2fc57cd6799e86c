"""An embedded PostgreSQL: the binaries of a Python package, one server per data folder."""

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote

import asyncpg

from goodword.errors import GoodwordError
from standalone.account import Account, account_for
from standalone.child import end, launch, tail
from standalone.claim import claim
from standalone.cluster import ADMIN, kept_password, made_cluster, program
from standalone.port import free_port
from standalone.processes import clear_away, processes_in, tell

START_LIMIT_S = 120.0
"""Long, because a server that was killed replays its log before it lets anyone in."""
STOP_LIMIT_S = 30.0
POLL_S = 0.02

ALREADY_RUNS = (
    "Goodword already runs on this data ({folder}), as {owner}: stop it, or set GOODWORD_DATA and"
    " GOODWORD_PORT to run another beside it."
)

SETTINGS = MappingProxyType(
    {
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "max_wal_size": "1GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
    }
)
"""Nothing that was acknowledged may be lost; the sizes suit a laptop."""


class EmbeddedPostgres:
    """A PostgreSQL of our own on `<data>/pg`, reached on a TCP port of the loopback.

    `async with` claims the folder, makes the cluster where there is none, starts the server on a
    free port and stops it at the end. It dies with us, however we die. `settings` win over
    SETTINGS. GoodwordError: the folder is in use, or the server did not start (with its words).
    """

    def __init__(self, data: Path, *, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self.data = data.resolve()
        self.cluster = self.data / "pg"
        self.log = self.data / "postgres.log"
        self.port = 0
        self._settings = {**SETTINGS, **settings}
        self._password = ""
        self._account = Account((), 0)
        self._process: Process | None = None
        self._held = ExitStack()

    async def __aenter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(claim(self.data, taken=ALREADY_RUNS))
            self._account = await account_for(
                self.data, cluster=self.cluster, program=program("postgres")
            )
            self._password = kept_password(self.data / "postgres.password")
            await made_cluster(
                self.cluster, password=self._password, account=self._account, log=self.log
            )
            self.port = free_port()
            await self.start()
            self._held = held.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._held:
            await self.stop()

    @property
    def pid(self) -> int:
        """The postmaster's."""
        return self._running.pid

    @property
    def admin_url(self) -> str:
        """The superuser's, on the database `postgres`."""
        return self.url(ADMIN, self._password, "postgres")

    def url(self, user: str, password: str, database: str) -> str:
        """Where `user` finds `database` on this server."""
        who = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{who}@127.0.0.1:{self.port}/{quote(database, safe='')}"

    async def start(self) -> None:
        """Start the server, on the port it had before, and wait until it lets us in."""
        await clear_away(self.cluster, stop_limit_s=STOP_LIMIT_S)
        # -k "": no socket, since its path may be at most 107 bytes long, which ours need not be.
        where = ("-D", self.cluster, "-p", str(self.port), "-h", "127.0.0.1", "-k", "")
        options = (f"--{name}={value}" for name, value in self._settings.items())
        self._process = await launch(
            (program("postgres"), *where, *options),
            log=self.log,
            run_as=self._account.run_as,
            when_orphaned="INT",
        )
        try:
            await self._let_in()
        except BaseException:
            await self.kill9()
            raise

    async def stop(self) -> None:
        """End the server in good order, open connections or not."""
        if self._process:
            self.thaw()
            await end(self._process, kindly=signal.SIGINT, limit_s=STOP_LIMIT_S)
            self._process = None

    async def wait(self) -> None:
        """Return when the server has ended; before `stop`, that is an accident: see its log."""
        await self._running.wait()

    async def kill9(self) -> None:
        """Kill the postmaster with -9, as a machine out of memory would; then `start` again."""
        process = self._running
        if process.returncode is None:
            process.kill()
        await process.wait()
        self._process = None

    def freeze(self) -> None:
        """Stop every process of the server, as a machine that hangs would (SIGSTOP)."""
        for pid in (self.pid, *processes_in(self.cluster)):
            tell(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on (SIGCONT)."""
        for pid in (*processes_in(self.cluster), self.pid):
            tell(pid, signal.SIGCONT)

    @property
    def _running(self) -> Process:
        if not self._process:
            raise RuntimeError("this PostgreSQL was not started")
        return self._process

    async def _let_in(self) -> None:
        process = self._running
        try:
            async with asyncio.timeout(START_LIMIT_S):
                while not await self._answers():
                    if process.returncode is not None:
                        raise GoodwordError(f"PostgreSQL did not start:\n{tail(self.log)}")
                    await asyncio.sleep(POLL_S)
        except TimeoutError as error:
            raise GoodwordError(
                f"PostgreSQL let nobody in for {START_LIMIT_S:.0f} s:\n{tail(self.log)}"
            ) from error

    async def _answers(self) -> bool:
        try:
            # Without ssl=False asyncpg looks for keys in a home that may not be ours to enter.
            connection = await asyncpg.connect(self.admin_url, timeout=START_LIMIT_S, ssl=False)
        except (ConnectionError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
            return False
        await connection.close()
        return True
