"""Small files that only their owner may read."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def kept(file: Path, make: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """What `file` holds; made and written first where there is none."""
    found = read(file)
    if found is None:
        found = dict(make())
        write(file, found)
    return found


def read(file: Path) -> dict[str, Any] | None:
    """What `file` holds; None where there is none."""
    if not file.exists():
        return None
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def write(file: Path, content: Mapping[str, Any]) -> None:
    """Write JSON to `file`, as `write_text` does."""
    write_text(file, json.dumps(content, indent=2) + "\n")


def write_text(file: Path, text: str) -> None:
    """Write `file` whole or not at all, with mode 600, and wait until it is on disk."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(handle)
    fresh.replace(file)
