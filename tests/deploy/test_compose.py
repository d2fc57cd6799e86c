"""docker-compose.yml: what Compose's own library says of it, and what our services may do there."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.deploy.interpolating import COMPOSE, compose_model, interpolated, new_env
from tests.fixtures.go import tool

from goodword.settings import OwnerSettings, Settings
from notifier.settings import NotifierSettings
from referral_api.settings import ReferralApiSettings
from rewards_worker.settings import RewardsWorkerSettings

SERVICES = {
    "referral-api": ReferralApiSettings,
    "rewards-worker": RewardsWorkerSettings,
    "notifier": NotifierSettings,
}
OURS = (*SERVICES, "sandbox", "migrate", "demo")
SECRETS = ("_URL", "_KEYS", "_KEY", "_TOKEN", "_PASSWORD")

# Building the tool takes its time, once.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return new_env()


@pytest.fixture
def services(environment: dict[str, str], tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = compose_model(tmp_path, environment)["services"]
    return found


def test_compose_takes_the_file(services: dict[str, Any]) -> None:
    assert sorted(services) == sorted((*OURS, "postgres", "kafka", "mailpit"))


def test_compose_would_refuse_a_key_that_it_does_not_know(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("cmd")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(COMPOSE.read_text().replace("    read_only: true", "    readonly: true"))
    monkeypatch.setattr("tests.deploy.interpolating.COMPOSE", wrong)

    with pytest.raises(AssertionError, match="readonly"):
        compose_model(tmp_path, environment)


def test_whatever_is_ours_may_write_nowhere_but_in_its_volume_and_become_nobody_else(
    services: dict[str, Any],
) -> None:
    for name in OURS:
        service = services[name]

        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {each["target"] for each in service.get("volumes", ())} <= {"/data"}, name


def test_each_service_starts_with_the_settings_it_is_given(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, settings in SERVICES.items():
        given = services[name]["environment"]
        with monkeypatch.context() as patch:
            for variable, value in given.items():
                patch.setenv(variable, value)
            read: Settings = settings()

        known = {f"GOODWORD_{field}".upper() for field in settings.model_fields}
        assert set(given) <= known, f"{name} reads none of {set(given) - known}"
        assert (read.bus, read.kafka) == ("kafka", "kafka:9092")


def test_each_service_knows_no_database_but_its_own_and_no_owner_or_superuser(
    services: dict[str, Any],
) -> None:
    for name in (*SERVICES, "sandbox", "demo"):
        urls = [
            value
            for value in services[name].get("environment", {}).values()
            if value.startswith("postgresql:")
        ]
        roles = [urlsplit(url).username for url in urls]

        schema = {"referral-api": "referral", "rewards-worker": "rewards", "notifier": "notifier"}
        assert roles == ([f"goodword_{schema[name]}_app"] if name in schema else []), name


def test_a_new_environment_has_another_secret_for_everybody(environment: dict[str, str]) -> None:
    passwords = [urlsplit(url).password for url in environment.values() if "://" in url]
    keys = [environment[f"GOODWORD_{name}"] for name in ("SECRET_KEYS", "HASH_KEY")]
    secrets = [*passwords, *keys, environment["GOODWORD_OPERATOR_TOKEN"]]

    assert len(set(secrets)) == len(secrets) == 11
    assert environment["POSTGRES_PASSWORD"] in passwords
    assert {f"GOODWORD_{field}".upper() for field in OwnerSettings.model_fields} <= set(environment)
    assert not set(secrets) & set(new_env().values())


def test_nothing_secret_stands_in_the_file_or_has_a_default() -> None:
    text = COMPOSE.read_text()

    with pytest.raises(KeyError):
        interpolated(text, {})
    for line in text.splitlines():
        name, _, value = line.strip().partition(": ")
        if name.endswith(SECRETS) and name not in ("GOODWORD_PUBLIC_URL", "GOODWORD_SANDBOX_URL"):
            assert value.startswith(f"${{{name}:?"), line
