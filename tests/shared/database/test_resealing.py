"""What is kept sealed is sealed again with the newest key, and nothing else is touched."""

import asyncio
import os
import re
import sys
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from cryptography.fernet import Fernet
from tests.fixtures.database import Databases, all_schemas

from goodword.database.resealing import reseal, sealed_columns
from goodword.database.schema import ServiceSchema
from goodword.errors import PermanentError
from goodword.seal import Sealer

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
ROWS = 3


def schema(name: str) -> ServiceSchema:
    return next(one for one in all_schemas() if one.name == name)


def test_every_column_that_sounds_sealed_says_that_it_is():
    told = {
        f"{one.name}.{table.name}.{column.name}"
        for one in all_schemas()
        for table, column in sealed_columns(one)
    }
    named = {
        f"{one.name}.{table.name}.{column.name}"
        for one in all_schemas()
        for table in one.metadata.sorted_tables
        for column in table.columns
        if re.fullmatch(r"sealed|secret|previous_secret|.*_sealed", column.name)
    }
    others = {
        "notifier.message.content",
        "notifier.message.facts",
        "referral.connection.credentials",
        "referral.webhook_endpoint.secret",
        "referral.webhook_endpoint.previous_secret",
        "referral.erasure.sought",
    }
    assert told == named | others


async def fill(databases: Databases, business_id: UUID, sealed: str) -> None:
    """Set-ups of a business, and one that was taken away."""
    connection = await asyncpg.connect(databases.admin_url, ssl=False)
    try:
        await connection.executemany(
            "insert into rewards.set_up (business_id, kind, version, body, sealed, ok, errors)"
            " values ($1, $2, 1, '{}', $3, true, '[]')",
            [(business_id, f"provider-{n}", sealed) for n in range(ROWS)]
            + [(business_id, "provider-gone", None)],
        )
    finally:
        await connection.close()


async def kept(databases: Databases) -> list[str | None]:
    connection = await asyncpg.connect(databases.admin_url, ssl=False)
    try:
        rows = await connection.fetch("select sealed from rewards.set_up")
    finally:
        await connection.close()
    return [row["sealed"] for row in rows]


@pytest.fixture
def owner_url(databases: Databases) -> str:
    return databases.owner_url("rewards")


async def test_afterwards_the_old_key_is_needed_no_more(
    databases: Databases, owner_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("goodword.database.resealing.AT_ONCE", 2)
    for _ in range(2):
        await fill(databases, uuid4(), Sealer([OLD]).seal("hunter2"))

    found = await reseal(schema("rewards"), owner_url, Sealer([NEW, OLD]))

    opened = [Sealer([NEW]).open(one) if one else None for one in await kept(databases)]
    assert sorted(filter(None, opened)) == ["hunter2"] * 2 * ROWS
    assert opened.count(None) == 2
    done = {one.place: (one.done, one.unreadable) for one in found}
    assert done == {"opened_task.sealed": (0, 0), "set_up.sealed": (2 * ROWS, 0)}


async def test_it_may_be_repeated(databases: Databases, owner_url: str):
    await fill(databases, uuid4(), Sealer([OLD]).seal("hunter2"))
    for _ in range(2):
        await reseal(schema("rewards"), owner_url, Sealer([NEW, OLD]))

    assert [Sealer([NEW]).open(one) for one in await kept(databases) if one] == ["hunter2"] * ROWS


async def test_what_no_key_opens_is_counted_and_left_as_it_is(databases: Databases, owner_url: str):
    stranger = Sealer([Fernet.generate_key().decode()]).seal("hunter2")
    await fill(databases, uuid4(), stranger)

    found = await reseal(schema("rewards"), owner_url, Sealer([NEW, OLD]))

    assert [one for one in await kept(databases) if one] == [stranger] * ROWS
    assert {one.place: one.unreadable for one in found}["set_up.sealed"] == ROWS


async def test_a_sealed_field_of_json_is_sealed_again_and_the_rest_stays(databases: Databases):
    facts = {"gift": "gift_card", "sealed": Sealer([OLD]).seal("CARD-1")}
    connection = await asyncpg.connect(databases.admin_url, ssl=False)
    try:
        await connection.executemany(
            "insert into notifier.message (business_id, id, person_id, kind, cause_id, facts)"
            " values ($1, $2, $3, 'reward_thank_you', $4, $5)",
            [
                (uuid4(), uuid4(), uuid4(), uuid4(), orjson.dumps(each).decode())
                for each in (facts, {"gift": "points"})
            ],
        )
        await reseal(schema("notifier"), databases.owner_url("notifier"), Sealer([NEW, OLD]))
        rows = await connection.fetch("select facts from notifier.message")
    finally:
        await connection.close()

    after = sorted((orjson.loads(row["facts"]) for row in rows), key=lambda one: one["gift"])
    assert (after[0]["gift"], Sealer([NEW]).open(after[0]["sealed"])) == ("gift_card", "CARD-1")
    assert after[1] == {"gift": "points"}


async def test_an_operator_rotates_by_a_command(databases: Databases):
    await fill(databases, uuid4(), Sealer([OLD]).seal("hunter2"))
    urls = {
        f"GOODWORD_{one.name.upper()}_OWNER_URL": databases.owner_url(one.name)
        for one in all_schemas()
    }
    keys = {"GOODWORD_SECRET_KEYS": f"{NEW},{OLD}", "GOODWORD_HASH_KEY": "h" * 32}

    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from goodword.cli import main; main()",
        "secrets",
        "rotate",
        env={**os.environ, **urls, **keys},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()

    assert process.returncode == 0
    assert f"rewards.set_up.sealed: {ROWS} sealed again\n" in out.decode()
    assert "hunter2" not in out.decode()
    assert [Sealer([NEW]).open(one) for one in await kept(databases) if one] == ["hunter2"] * ROWS


def test_the_old_key_does_not_open_what_the_new_one_sealed():
    with pytest.raises(PermanentError):
        Sealer([OLD]).open(Sealer([NEW, OLD]).seal("x"))
