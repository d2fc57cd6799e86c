"""One Kafka or three, with a door of its own for every service, so that each can be cut off."""

import asyncio
import shutil
import signal
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.chaos.network.proxy import Link

from standalone.child import end, launch, tail, wait_for_end
from standalone.kafka import CLUSTER, FORMAT_LIMIT_S, START_LIMIT_S, STOP_LIMIT_S
from standalone.kafka_answers import takes_requests
from standalone.kafka_libraries import RECIPE, libraries
from standalone.port import free_port

POLL_S = 0.1
REPLACED = (
    "node.id",
    "controller.quorum.bootstrap.servers",
    "listeners",
    "advertised.listeners",
    "inter.broker.listener.name",
    "listener.security.protocol.map",
    "log.dirs",
    "offsets.topic.replication.factor",
)
"""What our recipe for one node says, and a node among others says otherwise."""


class Broker:
    """A node. `doors` are the links to it, by service: Kafka tells each client to come back there,
    since each door has a listener of its own behind it."""

    def __init__(self, folder: Path, node: int, services: Sequence[str]) -> None:
        self.folder = folder / f"node{node}"
        self.node = node
        self.name = f"Kafka {node}"
        self.log = self.folder / "kafka.log"
        self.controller, self.inside = free_port(), free_port()
        self.doors = {
            service: Link(f"{service} to Kafka {node}", free_port()) for service in services
        }
        self._process: Process | None = None

    async def make(self, nodes: Sequence["Broker"]) -> None:
        """Open the doors and format the folder."""
        self.folder.mkdir(parents=True)
        for door in self.doors.values():
            await door.open()
        text = (RECIPE / "server.properties").read_text()
        kept = [line for line in text.splitlines() if line.partition("=")[0] not in REPLACED]
        written = self.folder / "server.properties"
        written.write_text("\n".join([*kept, *self._own(nodes)]) + "\n")
        words = ("kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", written)
        process = await launch(await self._java(*words), log=self.log)
        await wait_for_end(process, limit_s=FORMAT_LIMIT_S)
        assert process.returncode == 0, tail(self.log)

    def _own(self, nodes: Sequence["Broker"]) -> list[str]:
        """The lines of this node among `nodes`."""
        voters = ",".join(f"{one.node}@127.0.0.1:{one.controller}" for one in nodes)
        behind = {f"DOOR{n}": door for n, door in enumerate(self.doors.values())}
        listeners = {"INSIDE": self.inside, **{name: door.target for name, door in behind.items()}}
        told = {"INSIDE": self.inside, **{name: door.port for name, door in behind.items()}}
        copies = len(nodes)
        return [
            f"node.id={self.node}",
            f"controller.quorum.voters={voters}",
            f"listeners={_places(listeners | {'CONTROLLER': self.controller})}",
            f"advertised.listeners={_places(told)}",
            "inter.broker.listener.name=INSIDE",
            "listener.security.protocol.map="
            + ",".join(f"{name}:PLAINTEXT" for name in ("CONTROLLER", *listeners)),
            f"log.dirs={self.folder / 'data'}",
            f"offsets.topic.replication.factor={copies}",
            f"min.insync.replicas={max(1, copies - 1)}",
        ]

    async def start(self) -> None:
        """Start it, and wait until it takes requests."""
        await self.launch()
        await self.ready()

    async def launch(self) -> None:
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)
        command = ("-Xms256m", "-Xmx512m", "kafka.Kafka", self.folder / "server.properties")
        self._process = await launch(await self._java(*command), log=self.log)

    async def ready(self) -> None:
        async with asyncio.timeout(START_LIMIT_S):
            while not await takes_requests(self.inside):
                assert self._process is not None
                assert self._process.returncode is None, tail(self.log)
                await asyncio.sleep(POLL_S)

    async def kill9(self) -> None:
        assert self._process
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    def tell(self, what: signal.Signals) -> None:
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(what)

    async def stop(self) -> None:
        if self._process:
            await end(self._process, kindly=signal.SIGTERM, limit_s=STOP_LIMIT_S)
        for door in self.doors.values():
            await door.close()

    async def _java(self, *words: str | Path) -> list[str | Path]:
        (self.folder / "tmp").mkdir(exist_ok=True)
        options = (f"-Djava.io.tmpdir={self.folder / 'tmp'}", "-cp", f"{await libraries()}/*")
        return ["java", *options, *words]


class Brokers:
    """All nodes of one Kafka. With three, two of them keep each event before it is acknowledged."""

    def __init__(self, folder: Path, count: int, services: Sequence[str]) -> None:
        self.nodes = [Broker(folder, node, services) for node in range(1, count + 1)]

    async def __aenter__(self) -> Self:
        for node in self.nodes:
            await node.make(self.nodes)
        for node in self.nodes:
            await node.launch()
        for node in self.nodes:
            await node.ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        for node in self.nodes:
            await node.stop()

    def bootstrap(self, service: str) -> str:
        return ",".join(f"127.0.0.1:{node.doors[service].port}" for node in self.nodes)


def _places(ports: dict[str, int]) -> str:
    return ",".join(f"{name}://127.0.0.1:{port}" for name, port in ports.items())
