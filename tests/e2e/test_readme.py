"""README's first screen, as a newcomer pastes it."""

import asyncio
import json
import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.fixtures.need import lacking
from tests.journeys.upped import Upped

ROOT = Path(__file__).parents[2]
ORDER = "sh examples/signed_order.sh | curl --config -"
AGAIN = "curl --config .goodword/order.curl"
WAIT_S = 60


@pytest.fixture
def programs() -> None:
    for name in ("curl", "openssl"):
        if not shutil.which(name):
            lacking(f"{name} is missing: apt install {name}")


async def pasted(line: str, data: Path) -> dict[str, Any]:
    """What a line of README prints, with the data folder of this test in place of its own."""
    assert line in (ROOT / "README.md").read_text()
    process = await asyncio.create_subprocess_shell(
        line.replace(".goodword", str(data)),
        cwd=ROOT,
        env={**os.environ, "GOODWORD_DATA": str(data)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    answer: dict[str, Any] = json.loads(printed)
    return answer


async def known(goodword: Upped) -> dict[str, Any]:
    """The credentials, which are written once all services are ready."""
    file = goodword.data / "credentials.json"
    async with asyncio.timeout(WAIT_S):
        while not file.exists():
            assert goodword.process
            assert goodword.process.returncode is None, (goodword.folder / "up.log").read_text()
            await asyncio.sleep(0.1)
    found: dict[str, Any] = json.loads(file.read_text())
    return found


@pytest.mark.usefixtures("programs")
async def test_the_curl_of_the_readme_earns_two_rewards_however_often_it_is_sent(
    tmp_path: Path,
) -> None:
    async with Upped(tmp_path) as goodword:
        key = (await known(goodword))["api_key"]

        first = await pasted(ORDER, goodword.data)
        repeat = await pasted(AGAIN, goodword.data)

        assert (first["duplicate"], repeat["duplicate"]) == (False, True)
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=goodword.url, headers=headers) as client:
            assert await rewards(client) == [("prospect", 5000), ("referrer", 5000)]


async def rewards(client: httpx.AsyncClient) -> list[tuple[str, int]]:
    """Who gets how much, once two rewards are held; there may never be more."""
    async with asyncio.timeout(WAIT_S):
        while True:
            found = (await client.get("/v1/rewards")).json()["data"]
            if len(found) >= 2 and all(each["status"] == "pending" for each in found):
                return sorted((each["to"], each["amount"]["minor"]) for each in found)
            await asyncio.sleep(0.1)
