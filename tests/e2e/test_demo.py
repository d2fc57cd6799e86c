"""The demo, as README has it: the whole story, told while it happens on what `goodword up` runs."""

import asyncio
import email
import email.policy
import os
import re
from collections import Counter
from pathlib import Path

from tests.e2e.test_readme import known
from tests.journeys.upped import GOODWORD, Upped

PLAYS_S = 240

STEPS = [
    "A shop publishes a program, and Ana takes part in it.",
    "Ben buys for $79.90 with Ana's code; the shop says so twice, as shops do.",
    "Ben returns goods worth $20.00.",
    "Ben buys again with the code, and somebody asks why nobody gets anything for it.",
    "Thirty days pass: the business's test clock is moved.",
    "The gift cards go out, once each; each is thanked, and Ana has had her terms in writing.",
    "What happened, as the business sees it.",
    "A firm that lives by introductions: Carla was asked what she likes, then of the program.",
    "Carla writes five stars, and Podium says so twice; an hour later she is asked, once.",
    "Carla names Ben on her page; she is asked to introduce them, reminded, and helped.",
    "Ben follows the link in Carla's letter and says yes: that is the introduction.",
    "Ben buys for $4,200.00; two weeks later the donation is made in Carla's name.",
]


async def demo(data: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        GOODWORD,
        "demo",
        env={**os.environ, "GOODWORD_DATA": str(data)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def played(data: Path) -> str:
    """What the demo tells."""
    process = await demo(data)
    async with asyncio.timeout(PLAYS_S):
        told, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    return told.decode()


def chapters(told: str) -> dict[str, list[str]]:
    """What was told under each step, in their order."""
    found = {}
    for chapter in told.strip().split("\n\n"):
        title, *lines = chapter.splitlines()
        found[title] = [line.strip() for line in lines]
    return found


def letters(lines: list[str]) -> list[str]:
    """Who got which letter, by the files that are named."""
    found = []
    for line in lines:
        if written := re.fullmatch(r"(\w+) by console: (\S+\.eml)", line):
            raw = Path(written[2]).read_bytes()
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            found.append(f"{written[1]} to {mail['To'].addresses[0].addr_spec}")
    return sorted(found)


async def test_the_demo_tells_the_refund_the_denial_and_why_the_gifts_and_the_mails(
    tmp_path: Path,
) -> None:
    async with Upped(tmp_path) as goodword:
        await known(goodword)

        told = chapters(await played(goodword.data))

        assert list(told) == STEPS
        shared, bought, returned, again, _, came, happened, *introduced = told.values()
        assert any(line.endswith("/ANA20") for line in shared)
        assert [line[-3:] for line in bought if line.startswith(">")] == ["202", "202"]
        assert sorted(bought)[-2:] == ["prospect: $50.00 pending", "referrer: $50.00 pending"]
        lowered = "$37.48, which is 50 x 59.90 / 79.90"
        assert sorted(returned)[-2:] == [f"prospect: {lowered}", f"referrer: {lowered}"]
        assert [each for each in again if "GET /v1/sales/" in each and each.endswith("/explain")]
        story = [each.partition(":")[0] for each in again if not each.startswith(">")]
        assert (story[0], story[-1]) == ("sale_closed", "for Ana")
        assert sorted(story[1:-1]) == ["reward_denied"] * 2 + ["rule_decided"] * 2
        assert len([each for each in again if "Ben Buyer has bought before" in each]) == 4
        assert "Ben" not in again[-1]
        assert sorted(came)[:2] == ["prospect: $37.48 issued", "referrer: $37.48 issued"]
        assert letters(came) == [
            "reward_thank_you to ana@example.com",
            "reward_thank_you to ben@example.com",
            "welcome to ana@example.com",
        ]
        facts = Counter(happened)
        assert (facts["reward_denied"], facts["reward_issued"], facts["message_sent"]) == (2, 2, 3)
        _, asked, named, agreed, gave = introduced
        assert letters(asked) == ["referral_ask to carla@example.com"]
        assert letters(named) == [
            f"introduction_{kind} to carla@example.com" for kind in ("draft", "reminder", "request")
        ]
        assert agreed[-1] == "active_referral, shown by opt_in_link"
        assert "charity_donation: $200.00 issued" in gave


async def test_without_anything_that_runs_the_demo_says_what_to_do(tmp_path: Path) -> None:
    process = await demo(tmp_path / "nothing")

    _, complaints = await process.communicate()

    assert process.returncode == 1
    assert "start `make run` first" in complaints.decode()
