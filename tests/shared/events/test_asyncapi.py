"""The AsyncAPI document, judged by the AsyncAPI project's own parser."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fixtures.npm import installed, node

from goodword.events import EVENTS, TOPICS
from goodword.events.asyncapi import document, to_yaml

ROOT = Path(__file__).parents[3]
CHECKER = Path(__file__).parent / "asyncapi"
KEPT = ROOT / "shared" / "schemas"

Judge = Callable[[Path], dict[str, Any]]


@pytest.fixture(scope="module")
def judge() -> Judge:
    """The parser's answer for a file."""
    parser = installed(CHECKER, "asyncapi")

    def ask(file: Path) -> dict[str, Any]:
        run = subprocess.run(
            [node(), "validate.mjs", file], cwd=parser, capture_output=True, text=True, timeout=60
        )
        assert run.returncode == 0, run.stderr
        return dict(json.loads(run.stdout))

    return ask


def test_the_parser_finds_no_error_and_every_event_on_its_channel(judge: Judge) -> None:
    answer = judge(KEPT / "asyncapi.yaml")

    assert answer["errors"] == []
    assert sorted(answer["channels"]) == [f"goodword.{topic}" for topic in TOPICS]
    assert sorted(answer["messages"]) == sorted(EVENTS)


def test_the_parser_follows_every_message_to_its_schema(judge: Judge) -> None:
    answer = judge(KEPT / "asyncapi.yaml")

    for type, event in EVENTS.items():
        assert answer["messages"][type]["title"] == type
        assert set(answer["messages"][type]["properties"]) == set(event.model_fields)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('action: "send"', 'action: "shout"'),
        ("#/components/messages/sale-closed.v1", "#/components/messages/sale-opened.v1"),
        ("./sale-closed.v1.json", "./sale-opened.v1.json"),
    ],
)
def test_the_parser_does_find_errors(judge: Judge, tmp_path: Path, right: str, wrong: str) -> None:
    folder = Path(shutil.copytree(KEPT, tmp_path / "schemas"))
    text = (folder / "asyncapi.yaml").read_text()
    assert right in text
    (folder / "asyncapi.yaml").write_text(text.replace(right, wrong))

    assert judge(folder / "asyncapi.yaml")["errors"]


def test_what_is_written_as_yaml_is_read_back_the_same() -> None:
    assert yaml.safe_load(to_yaml(document())) == document()


def test_yaml_that_could_be_mistaken_is_quoted() -> None:
    hard = {
        "true": "yes",
        "on": "no: # not a comment",
        "null": None,
        "5000": ["- a", "Zoë — 好", "line\nbreak", '"', "\\"],
        "empty": {},
        "none": [],
        "deep": {"false": {"a b": False, "n": 1.5}},
    }

    assert yaml.safe_load(to_yaml(hard)) == hard
