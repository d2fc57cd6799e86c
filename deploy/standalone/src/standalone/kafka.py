"""A real Apache Kafka without Docker: one node, for development and tests.

`python -m standalone.kafka` is `make kafka`.
"""

import argparse
import asyncio
import re
import shutil
import signal
import sys
from asyncio.subprocess import Process
from contextlib import ExitStack
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Self

from goodword.errors import GoodwordError
from standalone.child import end, launch, tail, wait_for_end
from standalone.claim import claim
from standalone.kafka_answers import takes_requests
from standalone.kafka_libraries import CACHE, RECIPE, are_fetched, libraries
from standalone.port import free_port, is_free

START_LIMIT_S = 120.0
STOP_LIMIT_S = 20.0
FORMAT_LIMIT_S = 60.0
POLL_S = 0.1
DEFAULT_PORT = 9092

ALREADY_RUNS = "Kafka already runs on this data ({folder}), as {owner}."

CLUSTER = "Z29vZHdvcmQta2Fma2EtMQ"
"""Any 16 bytes will do, in base64: these are `goodword-kafka-1`."""


class LocalKafka:
    """A Kafka of our own on `folder`, reached at `bootstrap`; `port` 0 takes a free one.

    `async with` claims the folder, formats it where that was not done, starts the broker and stops
    it at the end. It dies with us, however we die, and keeps its topics. GoodwordError: something
    is missing, the folder is in use, or Kafka did not start (with its words).
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder.resolve()
        self.log = self.folder / "kafka.log"
        self.port = port
        self._libraries = Path()
        self._process: Process | None = None
        self._held = ExitStack()

    async def __aenter__(self) -> Self:
        with ExitStack() as held:
            held.enter_context(claim(self.folder, taken=ALREADY_RUNS))
            self._libraries = await libraries()
            self._take_port()
            self._write_properties()
            await self._format()
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
    def bootstrap(self) -> str:
        """Where clients begin: host:port."""
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The broker's."""
        return self._running.pid

    async def start(self) -> None:
        """Start the broker, on the port it had before, and wait until it takes requests."""
        self._empty_temporary_folder()
        self._process = await launch(
            self._java("kafka.Kafka", self._properties, memory=("-Xms256m", "-Xmx512m")),
            log=self.log,
        )
        try:
            await self._ready()
        except BaseException:
            await self.kill9()
            raise

    async def stop(self) -> None:
        """End the broker in good order."""
        if self._process:
            await end(self._process, kindly=signal.SIGTERM, limit_s=STOP_LIMIT_S)
            self._process = None

    async def wait(self) -> None:
        """Return when the broker has ended; before `stop`, that is an accident: see its log."""
        await self._running.wait()

    async def kill9(self) -> None:
        """Kill the broker with -9; then `start` again, which takes some 5 s."""
        process = self._running
        if process.returncode is None:
            process.kill()
        await process.wait()
        self._process = None

    def freeze(self) -> None:
        """Stop the broker, as a machine that hangs would (SIGSTOP)."""
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen broker go on (SIGCONT)."""
        self._running.send_signal(signal.SIGCONT)

    @property
    def _running(self) -> Process:
        if not self._process:
            raise RuntimeError("this Kafka was not started")
        return self._process

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _java(self, main: str, *rest: str | Path, memory: tuple[str, ...] = ()) -> list[str | Path]:
        # A broker that is killed leaves its unpacked compression library in the temporary folder.
        places = (f"-Djava.io.tmpdir={self.folder / 'tmp'}", "-cp", f"{self._libraries}/*")
        return ["java", *memory, *places, main, *rest]

    def _empty_temporary_folder(self) -> None:
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        (self.folder / "tmp").mkdir()

    def _take_port(self) -> None:
        self.port = self.port or free_port()
        if not is_free(self.port):
            raise GoodwordError(f"Kafka cannot have port {self.port}: another program has it.")

    def _write_properties(self) -> None:
        """The controller keeps its port for ever: the formatted quorum names it."""
        written = self._properties.read_text() if self._properties.exists() else ""
        known = re.search(r"^controller\.quorum\.bootstrap\.servers=.*:(\d+)$", written, re.M)
        text = Template((RECIPE / "server.properties").read_text()).substitute(
            port=self.port,
            controller_port=known[1] if known else free_port(),
            data=self.folder / "data",
        )
        self._properties.write_text(text)

    async def _format(self) -> None:
        if (self.folder / "data" / "meta.properties").exists():
            return
        self._empty_temporary_folder()
        words = ("format", "--standalone", "-t", CLUSTER, "-c", self._properties)
        process = await launch(self._java("kafka.tools.StorageTool", *words), log=self.log)
        await wait_for_end(process, limit_s=FORMAT_LIMIT_S)
        if process.returncode != 0:
            raise GoodwordError(f"Kafka's folder was not formatted:\n{tail(self.log)}")

    async def _ready(self) -> None:
        process = self._running
        try:
            async with asyncio.timeout(START_LIMIT_S):
                while not await takes_requests(self.port):
                    if process.returncode is not None:
                        raise GoodwordError(f"Kafka did not start:\n{tail(self.log)}")
                    await asyncio.sleep(POLL_S)
        except TimeoutError as error:
            raise GoodwordError(
                f"Kafka took no requests for {START_LIMIT_S:.0f} s:\n{tail(self.log)}"
            ) from error


async def run(folder: Path, port: int) -> None:
    """Start Kafka, say where it is, and keep it until someone asks us to end."""
    asked = asyncio.Event()
    for what in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(what, asked.set)
    if not are_fetched():
        print("Fetching Kafka from Maven Central (44 MB, only this once) …", flush=True)
    async with LocalKafka(folder, port) as kafka, asyncio.TaskGroup() as tasks:
        print(f"Kafka is at {kafka.bootstrap}, its data in {kafka.folder}. Ctrl-C ends it.")
        gone = tasks.create_task(kafka.wait())
        wish = tasks.create_task(asked.wait())
        await asyncio.wait((gone, wish), return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            raise GoodwordError(f"Kafka ended by itself:\n{tail(kafka.log)}")
        gone.cancel()


def main() -> None:
    """Read the command line; what went wrong is said in one sentence."""
    parser = argparse.ArgumentParser(description="Run a real Kafka for development.")
    parser.add_argument("--folder", type=Path, default=CACHE, help="where its data are kept")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    wanted = parser.parse_args()
    try:
        asyncio.run(run(wanted.folder, wanted.port))
    except* GoodwordError as errors:
        sys.exit("\n".join(str(error) for error in errors.exceptions))


if __name__ == "__main__":
    main()
