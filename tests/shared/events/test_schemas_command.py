"""`goodword schemas`: writes what the classes say, and says what differs or may not change."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodword.cli.schemas import app, generated
from goodword.events import EVENTS

KEPT = Path(__file__).parents[3] / "shared" / "schemas"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KEPT, tmp_path / "schemas"))


def run(folder: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["--folder", str(folder), *more])
    return result.exit_code, result.output + str(result.exception or "")


def change(file: Path, **changes: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_what_is_committed_is_what_the_classes_say() -> None:
    code, output = run(KEPT, "--check")

    assert (code, output) == (0, f"{len(EVENTS)} events, as in {KEPT}\n")


def test_nothing_else_is_committed_beside_it() -> None:
    assert {file.name for file in KEPT.iterdir()} == set(generated())


def test_writing_into_an_empty_folder_makes_all_files(tmp_path: Path) -> None:
    code, _ = run(tmp_path / "new")

    assert code == 0
    assert {f.name: f.read_text() for f in (tmp_path / "new").iterdir()} == generated()


def test_a_missing_and_a_changed_file_are_told_and_then_written(folder: Path) -> None:
    (folder / "sale-closed.v1.json").unlink()
    change(folder / "sale-refunded.v1.json", description="said worse")

    code, output = run(folder, "--check")

    assert code == 1
    assert "sale-closed.v1.json: is missing" in output
    assert "sale-refunded.v1.json: is not what the classes say" in output
    assert not (folder / "sale-closed.v1.json").exists()

    assert run(folder)[0] == 0
    assert run(folder, "--check")[0] == 0


@pytest.mark.parametrize("more", [(), ("--check",)])
def test_a_field_that_is_gone_is_refused_and_nothing_is_written(
    folder: Path, more: tuple[str, ...]
) -> None:
    file = folder / "clock-applied.v1.json"
    properties = json.loads(file.read_text())["properties"]
    change(file, properties={**properties, "speed": {"type": "integer", "default": 1}})
    before = file.read_text()

    code, output = run(folder, *more)

    assert code == 1
    assert "clock-applied.v1.json: speed: is gone" in output
    assert file.read_text() == before


def test_an_event_that_is_gone_is_refused(folder: Path) -> None:
    shutil.copy(folder / "clock-applied.v1.json", folder / "clock-applied.v0.json")

    code, output = run(folder)

    assert code == 1
    assert "clock-applied.v0.json: the event is gone" in output
