"""Commands as an operator gives them, on a real database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import pytest
from cryptography.fernet import Fernet
from tests.fixtures.database import Databases
from tests.referral_api.conftest import HASH_KEY, House
from typer.testing import CliRunner

from referral_api.commands import app

SECRET_KEY = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def environment(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODWORD_REFERRAL_DATABASE_URL", databases.url("referral"))
    monkeypatch.setenv("GOODWORD_SECRET_KEYS", SECRET_KEY)
    monkeypatch.setenv("GOODWORD_HASH_KEY", HASH_KEY)


async def run(*arguments: str, stdin: str | None = None, code: int = 0) -> list[str]:
    """The lines that a command prints; its error is raised."""
    runner = CliRunner()
    result = await asyncio.to_thread(
        runner.invoke, app, arguments, input=stdin, catch_exceptions=False
    )
    assert result.exit_code == code, result.output
    return result.output.splitlines()


@pytest.fixture
def give(house: House) -> Callable[..., Awaitable[list[str]]]:
    """Gives a command about the house: `await give("tasks", "list")`."""

    async def given(*arguments: str, **more: Any) -> list[str]:
        return await run(*arguments, "--business", house.slug, **more)

    return given


@pytest.fixture
def ask(give: Callable[..., Awaitable[list[str]]]) -> Callable[..., Awaitable[Any]]:
    """What a command answers as JSON."""

    async def asked(*arguments: str, **more: Any) -> Any:
        return orjson.loads("\n".join(await give(*arguments, "--json", **more)))

    return asked


@pytest.fixture
def audited(ask: Callable[..., Awaitable[Any]]) -> Callable[[], Awaitable[list[tuple[str, str]]]]:
    """What was noted of commands, the oldest first: action and about."""

    async def noted() -> list[tuple[str, str]]:
        deeds = await ask("audit", "list")
        told = [deed for deed in reversed(deeds) if deed["actor"].startswith("cli:")]
        return [(deed["action"], deed["about"]) for deed in told]

    return noted
