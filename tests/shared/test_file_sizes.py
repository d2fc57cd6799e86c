"""Files and functions stay small enough to be read in one go."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAX_FILE_LINES = 250
MAX_FUNCTION_LINES = 40
SOURCES = [
    file
    for folder in (ROOT / "shared", ROOT / "services", ROOT / "deploy")
    for file in sorted(folder.rglob("*.py"))
    if "src" in file.parts and "versions" not in file.parts and file.name != "tables.py"
]
"""Migrations are made by a machine, and a table is one statement however many columns it has."""


def test_no_file_is_over_250_lines() -> None:
    lines = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in SOURCES}

    assert SOURCES
    assert {file: count for file, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_no_function_is_over_40_lines() -> None:
    lines = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or 0)
        - node.lineno
        + 1
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: count for name, count in lines.items() if count > MAX_FUNCTION_LINES} == {}
