import sys
from importlib.metadata import version

import pytest
import typer
from cryptography.fernet import Fernet

import goodword.cli
from goodword.cli import main
from goodword.errors import GoodwordError
from goodword.settings import SettingsError

app = typer.Typer()


@app.command()
def reward() -> None:
    typer.echo("a reward")


@app.command()
def fail() -> None:
    raise GoodwordError("The log is not migrated: run `goodword migrate`.")


@app.command()
def unset() -> None:
    raise SettingsError("GOODWORD_A is missing.\nGOODWORD_B is missing.")


class Entry:
    name = "a service"

    def load(self) -> typer.Typer:
        return app


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One service is installed, whose commands are `app`."""
    found = {"goodword.commands": [Entry()]}
    monkeypatch.setattr(goodword.cli, "entry_points", lambda group: found[group])


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["goodword", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_services_commands_stand_beside_our_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "reward") == 0
    assert run(monkeypatch, "version") == 0

    assert capsys.readouterr().out == f"a reward\n{version('goodword')}\n"


def test_a_known_error_is_its_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(monkeypatch, "fail")

    shown = capsys.readouterr()
    assert code == 1
    assert shown.err == "goodword: The log is not migrated: run `goodword migrate`.\n"
    assert shown.out == ""


def test_mistakes_in_the_settings_are_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(monkeypatch, "unset")

    assert code == 1
    assert capsys.readouterr().err == "goodword: GOODWORD_A is missing.\nGOODWORD_B is missing.\n"


def test_generated_secrets_are_ready_for_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "secrets", "generate") == 0
    assert run(monkeypatch, "secrets", "generate") == 0

    keys, hash_key, other_keys, other_hash_key = capsys.readouterr().out.splitlines()
    assert Fernet(keys.removeprefix("GOODWORD_SECRET_KEYS="))
    assert len(hash_key.removeprefix("GOODWORD_HASH_KEY=")) >= 32
    assert keys != other_keys
    assert hash_key != other_hash_key


def test_without_words_it_shows_what_it_can(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch)

    shown = capsys.readouterr()
    assert "secrets" in shown.out + shown.err
    assert "reward" in shown.out + shown.err
