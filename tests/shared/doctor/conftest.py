"""An installation in which nothing is wrong, until a test breaks one thing of it."""

import os
import secrets
from collections.abc import Awaitable, Callable

import pytest
from cryptography.fernet import Fernet
from tests.fixtures.database import SERVICES, Databases

from goodword.cli.services import examined
from goodword.doctor import examine

OUT_OF_THE_HOUSE = "https://goodword.shop.test"

Codes = Callable[[], Awaitable[list[tuple[str, str]]]]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path) -> pytest.MonkeyPatch:
    """The environment of an operator who did everything right, but for the databases."""
    for name in [name for name in os.environ if name.startswith("GOODWORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "SECRET_KEYS": Fernet.generate_key().decode(),
        "HASH_KEY": secrets.token_urlsafe(48),
        "OPERATOR_TOKEN": secrets.token_urlsafe(48),
        "PUBLIC_URL": OUT_OF_THE_HOUSE,
        "MAIL_TARGET": str(tmp_path / "mail"),
    }.items():
        monkeypatch.setenv(f"GOODWORD_{name}", value)
    return monkeypatch


def reach(settings: pytest.MonkeyPatch, databases: Databases) -> None:
    for schema in SERVICES:
        settings.setenv(f"GOODWORD_{schema.upper()}_DATABASE_URL", databases.url(schema))


async def codes_found() -> list[tuple[str, str]]:
    """Whose it is, and the code, of everything that is found."""
    report = await examine(list(examined()), os.environ, least_free_mib=0)
    return sorted((finding.service, finding.code) for finding in report.findings)


@pytest.fixture
def codes(settings: pytest.MonkeyPatch, databases: Databases) -> Codes:
    """Looks at an installation of which a test may change rows and settings."""
    reach(settings, databases)
    return codes_found
