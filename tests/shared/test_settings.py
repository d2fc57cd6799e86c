import pytest
from cryptography.fernet import Fernet
from pydantic import Field

from goodword.settings import DatabaseUrl, Settings, SettingsError, load

KEY = Fernet.generate_key().decode()
ENOUGH = {"SECRET_KEYS": KEY, "HASH_KEY": "h" * 32, "DATABASE_URL": "postgresql://u:p@db/goodword"}


class SomeSettings(Settings):
    database_url: DatabaseUrl = Field(description="where")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in ENOUGH.items():
        monkeypatch.setenv(f"GOODWORD_{name}", value)
    return monkeypatch


def mistakes() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(SomeSettings)
    return str(caught.value).splitlines()


def test_what_is_needed_is_enough(environment: pytest.MonkeyPatch) -> None:
    settings = load(SomeSettings)

    assert settings.bus == "log"
    assert [key.get_secret_value() for key in settings.secret_keys] == [KEY]


def test_what_is_missing_is_told_one_sentence_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODWORD_HASH_KEY", "")

    assert mistakes() == [
        "GOODWORD_SECRET_KEYS is missing: set it as `.env.example` says.",
        "GOODWORD_HASH_KEY is missing: set it as `.env.example` says.",
        "GOODWORD_DATABASE_URL is missing: set it as `.env.example` says.",
    ]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BUS", "nats", "input should be 'log' or 'kafka'."),
        ("POOL_SIZE", "1", "input should be greater than or equal to 2."),
        ("HASH_KEY", "short", "value should have at least 32 items after validation, not 5."),
        ("PUBLIC_URL", "localhost:8000", "should read https://host or http://host:port."),
        ("SECRET_KEYS", ",", "tuple should have at least 1 item after validation, not 0."),
        (
            "SECRET_KEYS",
            f"{KEY},hunter2",
            "key 2 is not a Fernet key; `goodword secrets generate` makes one.",
        ),
    ],
)
def test_a_mistake_is_one_clear_sentence(
    environment: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    environment.setenv(f"GOODWORD_{name}", value)

    assert mistakes() == [f"GOODWORD_{name}: {sentence}"]


@pytest.mark.parametrize("url", ["postgres://u:hunter2@db/x", "postgresql:///x", "postgresql://db"])
def test_a_database_url_that_is_none_is_refused_without_showing_it(
    environment: pytest.MonkeyPatch, url: str
) -> None:
    environment.setenv("GOODWORD_DATABASE_URL", url)

    assert mistakes() == [
        "GOODWORD_DATABASE_URL: should read postgresql://user:password@host:port/database."
    ]


def test_secrets_are_not_shown_by_the_settings(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GOODWORD_DATABASE_URL", "postgresql://u:hunter2@db/x")

    shown = repr(load(SomeSettings))

    assert "hunter2" not in shown
    assert KEY not in shown


def test_keys_may_be_several_newest_first(environment: pytest.MonkeyPatch) -> None:
    older = Fernet.generate_key().decode()
    environment.setenv("GOODWORD_SECRET_KEYS", f"{KEY}, {older}")

    keys = load(SomeSettings).secret_keys

    assert [key.get_secret_value() for key in keys] == [KEY, older]


def test_what_the_caller_knows_wins_over_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GOODWORD_BUS", "kafka")

    assert load(SomeSettings, bus="log").bus == "log"
