"""README's first screen, as a newcomer pastes it."""

import asyncio
import json
import os
import shutil
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.fixtures.need import lacking
from tests.journeys.upped import Upped

ROOT = Path(__file__).parents[2]
ORDER = "sh examples/signed_order.sh | curl --config -"
AGAIN = "curl --config .goodword/order.curl"
KEY = r"""key=$(sed -n 's/.*"api_key": "\(.*\)".*/\1/p' .goodword/credentials.json)
"""
REWARDS = KEY + 'curl -H "Authorization: Bearer $key" http://localhost:8000/v1/rewards\n'
ADVANCE = r"""curl -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \
  --data '{"by_s": 2678400}' http://localhost:8000/v1/test_clock/advance
"""
WAIT_S = 60


@pytest.fixture
def programs() -> None:
    for name in ("curl", "openssl"):
        if not shutil.which(name):
            lacking(f"{name} is missing: apt install {name}")


async def pasted(line: str, goodword: Upped, *, after: str = "") -> dict[str, Any]:
    """What a line of README prints, with the data folder and the port of this test in place of its
    own; `after` is what was pasted in the same terminal before."""
    assert line in (ROOT / "README.md").read_text()
    ours = (after + line).replace("http://localhost:8000", goodword.url)
    process = await asyncio.create_subprocess_shell(
        ours.replace(".goodword", str(goodword.data)),
        cwd=ROOT,
        env={**os.environ, "GOODWORD_DATA": str(goodword.data)},
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
async def test_the_first_screen_of_the_readme_ends_with_two_gifts_and_three_letters(
    tmp_path: Path,
) -> None:
    async with Upped(tmp_path) as goodword:
        await known(goodword)

        first = await pasted(ORDER, goodword)
        held = await rewards(goodword, "pending")
        repeat = await pasted(AGAIN, goodword)
        await pasted(ADVANCE, goodword, after=KEY)

        assert (first["duplicate"], repeat["duplicate"]) == (False, True)
        assert held == [("prospect", 5000), ("referrer", 5000)]
        assert await rewards(goodword, "issued") == held
        assert await letters(goodword) == [
            "A thank-you from Test shop",
            "Welcome to Give $50, get $50",
            "Your welcome gift from Test shop",
        ]


@pytest.mark.usefixtures("programs")
async def test_the_shop_of_the_first_screen_gets_its_letters_at_any_hour(tmp_path: Path) -> None:
    async with Upped(tmp_path) as goodword:
        key = (await known(goodword))["api_key"]
        headers = {"Authorization": f"Bearer {key}"}

        async with httpx.AsyncClient(base_url=goodword.url, headers=headers) as client:
            business = (await client.get("/v1/business")).json()

        hours = business["parameters"]["mail_hours"]
        assert (hours["opens"], hours["closes"]) == ("00:00", "24:00")


async def rewards(goodword: Upped, status: str) -> list[tuple[str, int]]:
    """Who gets how much, once two rewards have this status; there may never be more."""
    async with asyncio.timeout(WAIT_S):
        while True:
            found = (await pasted(REWARDS, goodword))["data"]
            if len(found) >= 2 and all(each["status"] == status for each in found):
                return sorted((each["to"], each["amount"]["minor"]) for each in found)
            await asyncio.sleep(0.1)


async def letters(goodword: Upped) -> list[str]:
    """Their subjects, once there are three; one too many shows."""
    async with asyncio.timeout(WAIT_S):
        while True:
            files = sorted(goodword.mail.glob("*.eml"))
            if len(files) >= 3:
                break
            await asyncio.sleep(0.1)
    return sorted(
        str(message_from_bytes(each.read_bytes(), policy=default)["Subject"]) for each in files
    )
