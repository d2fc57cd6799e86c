"""What README and CONTRIBUTING name is there: targets, commands, settings, routes, files, links,
libraries."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from goodword.bus import CONSUMER_TABLES
from goodword.bus.schema import installed_schemas
from goodword.cli import command
from referral_api.routes.app import ROUTERS

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md")}
ALL = "\n".join(PAGES.values())

PACKAGES = (
    ROOT,
    ROOT / "services/referral-api/src/referral_api",
    ROOT / "services/rewards-worker/src/rewards_worker",
    ROOT / "services/notifier/src/notifier",
)
"""What a path may be below: tables of one service leave out its beginning."""

MADE_LATER = (".goodword", ".venv")
"""Folders that are not in the repository, but in what it makes."""

NOT_IN_EXAMPLE = {"ADMIN_URL", "BUSINESS"}
"""Asked by commands on their command lines, and no settings of any service."""

FENCE = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FILE = re.compile(
    r"(?<![\w/:{}<])(?:\.?[\w-]+(?:\.\w+)*/)+[\w.-]*|(?<![\w/])[\w-]+\.(?:py|md|toml)\b"
)

OTHER_SLASHES = re.compile(r"://|\bsed -n|Content-Type:")
"""What has a slash and is no path."""


def code(text: str) -> list[str]:
    """Every line and every phrase of a page that is set as code, without comments."""
    blocks = FENCE.findall(text)
    lines = [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines()]
    return [*lines, *INLINE.findall(FENCE.sub("", text))]


CODE = code(ALL)


def words_after(program: str) -> Iterator[list[str]]:
    """What is said to `program`, for each time that it is named as a command."""
    for phrase in CODE:
        for said in re.findall(rf"(?:^|[\s(/]){program}((?: [^\s|;)]+)+)", phrase):
            yield shlex.split(said)


@cache
def goodword() -> Any:
    return typer.main.get_command(command())


def reached(words: list[str]) -> tuple[Any, list[str]]:
    """The command that these words name, and what is left of them."""
    found, left = goodword(), list(words)
    while left and hasattr(found, "commands"):
        assert left[0] in found.commands, f"there is no `goodword {' '.join(words)}`"
        found = found.commands[left.pop(0)]
    return found, left


def slug(heading: str) -> str:
    """The anchor that a heading gets on a page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(each) for each in re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)}


def required() -> set[str]:
    """The libraries that the distributions of this repository ask for."""
    found: set[str] = set()
    for file in (
        ROOT / "pyproject.toml",
        *ROOT.glob("*/pyproject.toml"),
        *ROOT.glob("*/*/pyproject.toml"),
    ):
        told = tomllib.loads(file.read_text())
        lists = [
            told["project"]["dependencies"],
            told.get("build-system", {}).get("requires", []),
            *told.get("dependency-groups", {}).values(),
        ]
        found |= {re.split(r"[\[<>=!~; ]", each)[0] for names in lists for each in names}
    return {name for name in found if not name.startswith("goodword")}


def explained() -> set[str]:
    """The libraries that CONTRIBUTING gives a reason for."""
    _, _, told = PAGES["CONTRIBUTING.md"].partition("\n## Why each library\n")
    rows = re.findall(r"^\| ([^|]+) \| [^|]{10,} \|$", told.partition("\n## ")[0], re.MULTILINE)
    return {name.strip() for row in rows for name in row.split(",")} - {"library"}


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {words[0] for words in words_after("make")}

    assert {"run", "demo", "kafka", "test", "check", "bench", "migration", "schemas"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("words", list(words_after("goodword")), ids=" ".join)
def test_every_command_exists_with_its_options(words: list[str]) -> None:
    found, left = reached(words)

    options = {name for each in found.params for name in each.opts}
    assert {word for word in left if word.startswith("--")} - options == set()


def test_every_setting_exists() -> None:
    example = (ROOT / ".env.example").read_text()
    known = set(re.findall(r"^#?GOODWORD_([A-Z_]+)=", example, re.MULTILINE)) | NOT_IN_EXAMPLE

    assert set(re.findall(r"GOODWORD_([A-Z_]*[A-Z])\b", ALL)) - known == set()


def test_every_route_exists() -> None:
    routes = {
        re.sub(r"\{\w+\}", "{id}", getattr(route, "path", ""))
        for router in ROUTERS
        for route in router.routes
    }
    found = {each.rstrip("/") for phrase in CODE for each in re.findall(r"/v1/[\w/{}]+", phrase)}
    # What is set up is named by its kind.
    named = {re.sub(r"(/v1/(?:providers|channels)/)\w+", r"\1{id}", each) for each in found}

    assert {"/v1/rewards", "/v1/deliveries/replay"} <= named
    assert named - routes == set()


def test_every_file_named_exists() -> None:
    named = {
        each
        for phrase in CODE
        for each in FILE.findall(phrase)
        if not OTHER_SLASHES.search(phrase) and not each.startswith(MADE_LATER)
    }

    assert {"examples/signed_order.sh", "use_cases/payouts/hand_over.py", "main.py"} <= named
    missing = {each for each in named if not any((package / each).exists() for package in PACKAGES)}
    assert missing == set()


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_local_link_leads_somewhere(page: str) -> None:
    links = [each for each in LINK.findall(PAGES[page]) if "://" not in each]

    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        target = ROOT / (path or page)
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_example_program_is_linked() -> None:
    programs = {
        file.relative_to(ROOT).as_posix() for file in (ROOT / "examples/programs").iterdir()
    }

    assert programs - set(LINK.findall(PAGES["README.md"])) == set()


def test_every_library_is_explained_and_no_other() -> None:
    assert explained() == required()


def test_the_page_on_personal_data_names_every_table_and_no_other() -> None:
    _, _, told = PAGES["CONTRIBUTING.md"].partition("\n## Personal data\n")
    tables = {
        f"{schema.name}.{table.name}"
        for schema in installed_schemas()
        for table in schema.metadata.sorted_tables
        if table.name not in CONSUMER_TABLES
    }

    assert set(re.findall(r"`((?:bus|referral|rewards|notifier)\.\w+)`", told)) == tables
    assert all(f"`{name}`" in told for name in CONSUMER_TABLES)
