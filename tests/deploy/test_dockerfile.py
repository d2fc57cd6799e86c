"""The Dockerfile as its linter reads it. What comes of it is in test_containers.py."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
HADOLINT = Path(sys.executable).with_name("hadolint")


def test_the_linter_finds_nothing_in_the_dockerfile() -> None:
    run = subprocess.run([HADOLINT, DOCKERFILE], capture_output=True, text=True)

    assert (run.returncode, run.stdout) == (0, "")


def test_the_linter_would_find_a_base_without_a_version(tmp_path: Path) -> None:
    wrong = tmp_path / "Dockerfile"
    wrong.write_text(DOCKERFILE.read_text().replace("FROM ${BASE_IMAGE}\n", "FROM debian\n"))

    run = subprocess.run([HADOLINT, wrong], capture_output=True, text=True)

    assert run.returncode == 1
    assert "DL3006" in run.stdout


def test_the_image_installs_with_the_uv_that_made_the_lock() -> None:
    version = next(
        line.partition(":= ")[2]
        for line in (ROOT / "Makefile").read_text().splitlines()
        if line.startswith("UV_VERSION")
    )

    assert f"ARG UV_VERSION={version}\n" in DOCKERFILE.read_text()
