"""`goodword doctor`, as whoever operates it types it."""

import asyncio
import json
import re
import sys
from pathlib import Path

from tests.fixtures.any_row import insert
from tests.fixtures.rows import superuser

from goodword.cli.doctor import in_json
from goodword.doctor import WHAT_TO_DO, Finding, Report

ROOT = Path(__file__).parents[3]
GOODWORD = str(Path(sys.executable).with_name("goodword"))


async def doctor(*words: str) -> tuple[int | None, str]:
    """Its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        GOODWORD, "doctor", *words, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode, out.decode()


async def test_exit_code_1_and_what_to_do_where_anything_is_wrong(
    codes, settings, databases, tmp_path
):
    settings.delenv("GOODWORD_NOTIFIER_DATABASE_URL")
    settings.setenv("GOODWORD_DATA", str(tmp_path))
    async with superuser(databases) as connection:
        await connection.execute("set session_replication_role = replica")
        await insert(connection, "rewards.job", state="'dead'", kind="'release'")

    code, text = await doctor("--min-free-mib", str(2**40))

    assert code == 1
    assert re.sub(r"\d+ MiB", "so many MiB", text).splitlines() == [
        f"disk_full  so many MiB are free where GOODWORD_DATA is ({tmp_path}).",
        f"    {WHAT_TO_DO['disk_full']}",
        "jobs_dead  rewards-worker: Jobs release that can never work as they are: 1.",
        f"    {WHAT_TO_DO['jobs_dead']}",
        "not looked at: notifier (GOODWORD_NOTIFIER_DATABASE_URL is not set)",
        "found wrong: 2 (looked at referral-api, rewards-worker)",
    ]


async def test_exit_code_0_where_nothing_is_wrong(codes):
    code, told = await doctor("--json")

    assert code == 0
    assert json.loads(told) == {
        "healthy": True,
        "findings": [],
        "looked_at": ["notifier", "referral-api", "rewards-worker"],
        "left_out": {},
    }


def test_as_json_a_finding_has_its_code_and_what_to_do():
    report = Report([Finding("jobs_dead", "notifier", "One is dead.")], ["notifier"], {})

    told = json.loads("".join(in_json(report)))

    assert (told["healthy"], told["findings"]) == (
        False,
        [
            {
                "code": "jobs_dead",
                "service": "notifier",
                "sentence": "One is dead.",
                "advice": WHAT_TO_DO["jobs_dead"],
            }
        ],
    )


def test_no_code_is_explained_that_nobody_finds():
    sources = [
        *ROOT.glob("shared/src/goodword/doctor/*.py"),
        *ROOT.glob("services/*/src/**/look_at_*.py"),
        *ROOT.glob("services/*/src/*/commands/examined.py"),
    ]
    said = {
        code
        for source in sources
        if source.name != "codes.py"
        for code in re.findall(r'"([a-z]+(?:_[a-z]+)+)"', source.read_text())
    }
    of_jobs = {f"jobs_{trouble}" for trouble in ("overdue", "stuck", "failing", "dead", "unknown")}

    assert WHAT_TO_DO.keys() - of_jobs - said == set()


def test_readme_lists_each_code():
    told = (ROOT / "README.md").read_text().partition("**Doctor.**")[2].partition("\n**")[0]

    assert set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", told)) == WHAT_TO_DO.keys()
