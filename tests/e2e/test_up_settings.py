"""What `goodword up` makes up itself, and what it leaves to the environment."""

import json
from pathlib import Path

import pytest
from tests.e2e.servers import mode_of

from goodword.settings import load
from standalone import private
from standalone.keys import kept_keys
from standalone.postgres import EmbeddedPostgres
from standalone.settings import StandaloneSettings
from standalone.wiring import ServiceSettings, service_settings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("BUS", "KAFKA", "SECRET_KEYS", "HASH_KEY", "PUBLIC_URL", "LOG_LEVEL"):
        monkeypatch.delenv(f"GOODWORD_{name}", raising=False)
    monkeypatch.setenv("GOODWORD_DATA", str(tmp_path))
    monkeypatch.setenv("GOODWORD_PORT", "18000")
    return monkeypatch


def made_up(data: Path) -> ServiceSettings:
    return service_settings(load(StandaloneSettings), kept_keys(data), EmbeddedPostgres(data))


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    services = made_up(tmp_path)

    assert services.referral_api.bus == "log"
    assert services.referral_api.port == 18000
    assert services.referral_api.public_url == "http://localhost:18000"
    assert services.rewards_worker.sandbox_url == "http://127.0.0.1:18000/sandbox"
    assert services.notifier.mail_target.get_secret_value() == str(tmp_path / "mail")
    assert services.referral_api.secret_keys == services.notifier.secret_keys


def test_the_environment_has_the_last_word(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("GOODWORD_BUS", "kafka")
    environment.setenv("GOODWORD_KAFKA", "broker:9092")
    environment.setenv("GOODWORD_PUBLIC_URL", "https://refer.example")
    environment.setenv("GOODWORD_HASH_KEY", "e" * 32)
    environment.setenv("GOODWORD_MAIL_CHANNEL", "smtp")
    environment.setenv("GOODWORD_MAIL_TARGET", "smtp://mail.example")

    services = made_up(tmp_path)

    assert (services.notifier.bus, services.notifier.kafka) == ("kafka", "broker:9092")
    assert services.notifier.public_url == "https://refer.example"
    assert services.notifier.hash_key.get_secret_value() == "e" * 32
    assert services.notifier.mail_target.get_secret_value() == "smtp://mail.example"


def test_but_not_about_where_the_data_are(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("GOODWORD_REWARDS_DATABASE_URL", "postgresql://u:p@elsewhere/live")

    url = made_up(tmp_path).rewards_worker.rewards_database_url.get_secret_value()

    assert url.startswith("postgresql://goodword_rewards_app:")
    assert url.endswith("@127.0.0.1:0/goodword")


def test_keys_are_made_once_and_are_for_their_owner_only(tmp_path: Path) -> None:
    first = kept_keys(tmp_path)

    assert kept_keys(tmp_path) == first
    assert mode_of(tmp_path / "keys.json") == 0o600
    assert first.password_of("goodword_rewards_app") != first.password_of("goodword_rewards_owner")
    assert "password" not in json.loads((tmp_path / "keys.json").read_text())


def test_a_private_file_is_written_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "credentials.json"
    private.write(file, {"api_key": "first"})

    def disk_full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", disk_full)
    with pytest.raises(OSError, match="No space"):
        private.write(file, {"api_key": "second"})
    monkeypatch.undo()

    assert private.read(file) == {"api_key": "first"}
    private.write(file, {"api_key": "third"})
    assert private.read(file) == {"api_key": "third"}
