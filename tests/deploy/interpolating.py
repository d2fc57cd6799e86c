"""docker-compose.yml as Docker Compose reads it, with an environment that `new_env.sh` made."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.fixtures.go import tool

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*)|:\?([^}]*))?\}")


def new_env() -> dict[str, str]:
    """What `new_env.sh` prints, by name."""
    run = subprocess.run(
        ["sh", ROOT / "deploy" / "new_env.sh"], capture_output=True, text=True, check=True
    )
    return dict(line.split("=", 1) for line in run.stdout.splitlines())


def interpolated(text: str, environment: dict[str, str]) -> str:
    """`text` with its variables, as Compose fills them in; KeyError where a required one is not
    there."""

    def filled(found: re.Match[str]) -> str:
        if found[2] is not None:
            return environment.get(found[1]) or found[2]
        return environment[found[1]]

    return _VARIABLE.sub(filled, text)


def compose_model(
    folder: Path, environment: dict[str, str], elsewhere: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Any]:
    """The services and volumes, checked and made whole by Compose's own library; `folder` is for a
    copy of the file, with other addresses in it where some are `elsewhere`. AssertionError with its
    words where the file is wrong."""
    file = folder / "docker-compose.yml"
    text = interpolated(COMPOSE.read_text(), environment)
    for here, there in elsewhere.items():
        assert here in text
        text = text.replace(here, there)
    file.write_text(text)
    command = [tool("cmd"), "-no-interpolation", "-format", "json", file]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    model: dict[str, Any] = json.loads(run.stdout)
    return model
