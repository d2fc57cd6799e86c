"""`make mutants`: changes the rules in one small way after another, and shows what no pure test
notices.

`only="ledger asking"` runs parts of it. A part ends after MUTANTS_MINUTES (20); what was not
reached by then is counted. mutmut wants all packages in one `src`: each part is a copy of its own.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / ".build" / "mutants"
PACKAGES = (
    *(ROOT / "services").glob("*/src/*"),
    ROOT / "shared/src/goodword",
    ROOT / "deploy/standalone/src/standalone",
)
MUTMUT = Path(sys.executable).with_name("mutmut")
MINUTES = int(os.environ.get("MUTANTS_MINUTES", "20"))


@dataclass(frozen=True)
class Part:
    """The files to change, in a folder below `src`, and the tests that should notice."""

    folder: str
    files: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def paths(self) -> list[str]:
        return [f"src/{self.folder}/{each}.py" for each in self.files]


MONEY = "rewards_worker/domain"
PARTS = {
    "ledger": Part(MONEY, ("ledger", "booking", "worth"), (f"tests/{MONEY}",)),
    "asking": Part(
        "goodword/asking",
        ("gate", "asking_checks", "basis", "circumstances", "client", "timing"),
        ("tests/shared/asking", "tests/notifier/domain"),
    ),
    "payout": Part(MONEY, ("payout", "reward", "transition", "effects/*"), (f"tests/{MONEY}",)),
    "attribution": Part(
        "referral_api/domain/sales",
        ("attribution", "household", "refund"),
        ("tests/referral_api/domain/sales",),
    ),
    "compliance": Part("goodword/compliance", ("*",), ("tests/shared/compliance",)),
}

SET_UP = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {files}
also_copy = ["tests"]
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = ["--noconftest", "--ignore-glob=*test_any_*", "-p", "no:schemathesis"]

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
asyncio_mode = "auto"
pythonpath = ["."]
"""


def lay_out(name: str, part: Part) -> Path:
    """The part's own copy of all packages and tests."""
    place = BUILD / name
    shutil.rmtree(place, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    for package in PACKAGES:
        shutil.copytree(package, place / "src" / package.name, ignore=ignored)
    shutil.copytree(ROOT / "tests", place / "tests", ignore=ignored)
    set_up = SET_UP.format(files=part.paths, tests=list(part.tests))
    (place / "pyproject.toml").write_text(set_up)
    return place


def mutmut(place: Path, *words: str, minutes: int = 5) -> str:
    """What mutmut says in `place`; what it had said where it took too long."""
    # Nothing but the changed copies may come before the workspace's own packages.
    environment = {**os.environ, "PYTHONPATH": ""}
    try:
        run = subprocess.run(
            [MUTMUT, *words],
            cwd=place,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=minutes * 60,
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode()
    return run.stdout


def measure(name: str) -> None:
    place = lay_out(name, PARTS[name])
    said = mutmut(place, "run", "--max-children", str(os.cpu_count()), minutes=MINUTES)
    lines = mutmut(place, "results", "--all", "true").splitlines()
    found = [
        (one, verdict) for one, is_one, verdict in (x.partition(": ") for x in lines) if is_one
    ]
    if all(verdict == "not checked" for _, verdict in found):
        sys.exit(f"{name}: mutmut did not run\n{said[-3000:]}")
    counts = {word: sum(word == verdict for _, verdict in found) for _, word in found}
    print(
        f"{name}: {', '.join(f'{count} {word}' for word, count in sorted(counts.items()))}",
        flush=True,
    )
    for mutant, verdict in found:
        if verdict not in ("killed", "not checked", "timeout", "caught by type check"):
            print(f"\n--- {name}: {verdict}\n{mutmut(place, 'show', mutant.strip())}", flush=True)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or PARTS:
        measure(wanted)
