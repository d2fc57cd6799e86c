"""All processes, and every stretch of network between them in our hands."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
from tests.chaos.network.brokers import Broker, Brokers
from tests.chaos.network.proxy import Link, Weather
from tests.chaos.outside.post import Post
from tests.chaos.plan import Targets
from tests.journeys.cluster import GOODWORD, SERVICES, Cluster

from standalone.postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[2]
POSTGRES, PROVIDER, MAIL = "PostgreSQL", "sandbox", "mail server"
WORKER, NOTIFIER = "rewards-worker", "notifier"
ASKS = {WORKER: PROVIDER, NOTIFIER: MAIL}
"""Who calls outside, and whom."""

WRITERS = "writers"


class Stage(Cluster):
    """The services, the provider and a mail server, each reached over a link. `percent` of what is
    asked of provider and mail server goes wrong."""

    def __init__(
        self,
        folder: Path,
        server: EmbeddedPostgres,
        brokers: Brokers | None,
        *,
        seed: int,
        percent: int,
    ) -> None:
        self.brokers = brokers
        self.post = Post(seed, percent)
        self._moods = ("--seed", str(seed), "--percent", str(percent), "--folder", str(folder))
        self._held = AsyncExitStack()
        super().__init__(folder, server, kafka="each has doors of its own" if brokers else None)
        outside = {PROVIDER: self.sandbox_port, MAIL: self.post.port}
        links = [
            *(Link(_between(one, POSTGRES), server.port) for one in SERVICES),
            *(Link(_between(one, other), outside[other]) for one, other in ASKS.items()),
            Link(_between(WRITERS, "referral-api"), self.port),
        ]
        self.links = {link.name: link for link in [*links, *self._doors()]}
        self.environment |= {
            "GOODWORD_SANDBOX_URL": f"http://127.0.0.1:{self.link(WORKER, PROVIDER).port}",
            # The provider plays Tremendous on the loopback.
            "GOODWORD_PRIVATE_PROVIDERS": "true",
            "GOODWORD_MAIL_CHANNEL": "smtp",
            "GOODWORD_MAIL_TARGET": f"smtp://127.0.0.1:{self.link(NOTIFIER, MAIL).port}",
            "GOODWORD_MAIL_TEST_FOLDER": str(self.mail),
            "GOODWORD_KAFKA_REPLICATION": str(len(brokers.nodes) if brokers else 1),
            "PYTHONPATH": ":".join([str(ROOT), *filter(None, sys.path)]),
        }

    @property
    def front(self) -> str:
        """Where writers reach the API."""
        return f"http://127.0.0.1:{self.link(WRITERS, 'referral-api').port}"

    def link(self, one: str, other: str) -> Link:
        return self.links[_between(one, other)]

    def clear_all(self) -> None:
        """All is well between everybody."""
        for link in self.links.values():
            link.turn(Weather.CLEAR)

    @property
    def targets(self) -> Targets:
        return Targets(
            services=SERVICES,
            stores=(POSTGRES, *(node.name for node in self.nodes())),
            outside=(PROVIDER,),
            callers=tuple(ASKS),
            links=tuple(self.links),
        )

    def nodes(self) -> Iterator[Broker]:
        yield from self.brokers.nodes if self.brokers else ()

    def _doors(self) -> Iterator[Link]:
        for node in self.nodes():
            yield from node.doors.values()

    async def __aenter__(self) -> "Stage":
        for link in set(self.links.values()) - set(self._doors()):
            await link.open()
            self._held.push_async_callback(link.close)
        mail = await self.post.open()
        self._held.callback(mail.close)
        await super().__aenter__()
        return self

    async def __aexit__(self, *trouble: object) -> None:
        async with self._held:
            self.clear_all()
            await super().__aexit__(*trouble)

    def command_of(self, name: str) -> list[str]:
        python = [sys.executable, "-m"]
        if name == PROVIDER:
            port = ("--port", str(self.sandbox_port))
            return [*python, "tests.chaos.outside.provider", *port, *self._moods]
        return (
            [*python, "tests.chaos.outside.worker"] if name == WORKER else super().command_of(name)
        )

    def environment_of(self, name: str) -> dict[str, str]:
        told = super().environment_of(name)
        if name not in SERVICES:
            return told
        near, far = f":{self.link(name, POSTGRES).port}/", f":{self.server.port}/"
        own = {key: value.replace(far, near) for key, value in told.items() if "DATABASE" in key}
        if self.brokers:
            own["GOODWORD_KAFKA"] = self.brokers.bootstrap(name)
        return told | own

    async def all_well(self) -> None:
        """From now on provider and mail server do what they are asked."""
        self.post.percent = 0
        async with httpx.AsyncClient(timeout=20) as client:
            (await client.delete(f"{self.sandbox_url}/faults")).raise_for_status()

    async def command(self, service: str, *words: str) -> None:
        """Run one of the `goodword` commands, as an operator does beside `service`."""
        process = await asyncio.create_subprocess_exec(
            GOODWORD, *words, env=self.environment_of(service), cwd=self.folder, stdout=DEVNULL
        )
        assert await process.wait() == 0, words


def _between(one: str, other: str) -> str:
    return f"{one} to {other}"
