"""`goodword up` as its user has it: a process of its own, on a data folder and a port."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.e2e.servers import gone, mode_of

from standalone.port import free_port

PROGRAM = Path(sys.executable).with_name("goodword")
SLOW_S = 120


@dataclass
class Running:
    """A started `goodword up`, and what it has printed so far."""

    process: Process
    data: Path
    port: int
    printed: list[str] = field(default_factory=list)

    async def until_welcome(self) -> None:
        """Read until it says where things are."""
        assert self.process.stdout
        async with asyncio.timeout(SLOW_S):
            while not any("Events   travel by" in line for line in self.printed):
                line = (await self.process.stdout.readline()).decode()
                assert line, "".join(self.printed)
                self.printed.append(line)

    async def ended(self) -> int:
        """The exit code, once it has ended."""
        assert self.process.stdout
        async with asyncio.timeout(SLOW_S):
            self.printed.append((await self.process.stdout.read()).decode())
            return await self.process.wait()

    def credentials(self) -> dict[str, Any]:
        known: dict[str, Any] = json.loads((self.data / "credentials.json").read_text())
        return known


@asynccontextmanager
async def up(data: Path, port: int | None = None) -> AsyncIterator[Running]:
    port = port or free_port()
    environment = {key: value for key, value in os.environ.items() if "GOODWORD" not in key}
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        "up",
        stdout=PIPE,
        stderr=STDOUT,
        env=environment | {"GOODWORD_DATA": str(data), "GOODWORD_PORT": str(port)},
        cwd=data.parent,
    )
    try:
        yield Running(process, data, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def welcomed(data: Path, port: int | None = None) -> AsyncIterator[Running]:
    async with up(data, port) as running:
        await running.until_welcome()
        yield running
    await gone(data / "pg")


async def get(running: Running, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://127.0.0.1:{running.port}{path}", headers=headers)


async def business(running: Running) -> dict[str, Any]:
    """The test business, as its key from the credentials sees it."""
    key = running.credentials()["api_key"]
    answer = await get(running, "/v1/business", Authorization=f"Bearer {key}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
async def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was used once: later starts need no initdb and no migrations."""
    data = tmp_path_factory.mktemp("up") / ".goodword"
    async with welcomed(data) as running:
        running.process.send_signal(signal.SIGINT)
        assert await running.ended() == 0, running.printed
    return data


async def test_the_first_start_says_where_things_are_and_makes_a_test_business(
    tmp_path: Path,
) -> None:
    async with welcomed(tmp_path / ".goodword") as running:
        known = running.credentials()
        printed = "".join(running.printed)
        ready = await get(running, "/health/ready")
        metrics = (await get(running, "/metrics")).text
        books = await get(running, "/sandbox/books")

        assert (await business(running))["id"] == known["business_id"]
    assert known["base_url"] == f"http://localhost:{running.port}"
    assert set(known) == {
        "base_url",
        "api_key",
        "business_id",
        "business_slug",
        "shopify_connection_id",
        "shopify_secret",
    }
    assert known["api_key"].startswith("gw_test_")
    for shown in (known["api_key"], known["base_url"], known["shopify_connection_id"]):
        assert shown in printed
    assert known["shopify_secret"] not in printed
    assert ready.json() == {"ready": True, "reasons": []}
    for service in ("referral-api", "rewards-worker", "notifier"):
        assert f'service="{service}"' in metrics
    assert books.json() == {"orders": [], "donations": [], "resends": 0}


async def test_operators_commands_reach_it_by_the_environment_that_it_writes(used: Path) -> None:
    async with welcomed(used):
        script = f". {used}/operator.env && {PROGRAM} ledger check && {PROGRAM} parked list"
        process = await asyncio.create_subprocess_exec(
            *("sh", "-a", "-c", f"{script} --service notifier"), stdout=PIPE, stderr=STDOUT
        )
        said = (await process.communicate())[0].decode()

    assert process.returncode == 0, said
    assert "0 violations" in said


async def test_secrets_are_for_their_owner_only(used: Path) -> None:
    for name in ("keys.json", "credentials.json", "operator.env", "postgres.password"):
        assert mode_of(used / name) == 0o600, name


async def test_ctrl_c_stops_cleanly_children_included(used: Path) -> None:
    async with welcomed(used) as running:
        running.process.send_signal(signal.SIGINT)
        code = await running.ended()

    assert code == 0
    assert "Traceback" not in "".join(running.printed)
    assert not (used / "pg" / "postmaster.pid").exists()


async def test_a_later_start_knows_the_business(used: Path) -> None:
    before = json.loads((used / "credentials.json").read_text())
    keys = (used / "keys.json").read_text()

    async with welcomed(used) as running:
        found = await business(running)

    assert found["id"] == before["business_id"]
    assert running.credentials() == before | {"base_url": f"http://localhost:{running.port}"}
    assert (used / "keys.json").read_text() == keys


async def test_kill_9_loses_nothing_and_leaves_no_orphan(used: Path) -> None:
    async with welcomed(used) as running:
        before = await business(running)
        running.process.kill()
        await running.process.wait()
        await gone(used / "pg")

    async with welcomed(used) as running:
        assert await business(running) == before


async def test_kill_9_during_the_first_start_makes_no_second_business(tmp_path: Path) -> None:
    data = tmp_path / ".goodword"
    async with welcomed(data) as running:
        first = running.credentials()
        running.process.kill()
        await running.process.wait()
    (data / "credentials.json").unlink()

    async with welcomed(data) as running:
        again = running.credentials()

        assert (await business(running))["id"] == first["business_id"]

    assert again["business_id"] == first["business_id"]


async def test_a_second_start_on_the_same_data_says_one_sentence(used: Path) -> None:
    async with welcomed(used) as running, up(used) as second:
        code = await second.ended()
        still = await get(running, "/health/live")

    assert code == 1
    assert "".join(second.printed) == (
        f"goodword: Goodword already runs on this data ({used}), as process"
        f" {running.process.pid}: stop it, or set GOODWORD_DATA and GOODWORD_PORT to run another"
        " beside it.\n"
    )
    assert still.status_code == 200


async def test_a_taken_port_is_told_in_one_sentence(used: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    port = free_port()
    async with await asyncio.start_server(answer, "127.0.0.1", port), up(used, port) as running:
        code = await running.ended()

    assert code == 1
    assert "".join(running.printed) == (
        f"goodword: Port {port} is taken: end who uses it, or set GOODWORD_PORT.\n"
    )
