"""Migrations that only add, so that code of the version before goes on while and after they run.

Read from their text, without running them. What takes something away, or makes writers wait for as
long as a table is large, is refused, unless the migration says in `contract`, with a date, why it
hurts neither the version before nor who is writing.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CONTRACT = re.compile(r"\d{4}-\d{2}-\d{2}: .{20,}")

BEFORE_THE_RULES = {"bus": 3, "referral": 40, "rewards": 15, "notifier": 11}
"""The last migration of each schema that was written before these rules were."""

_TAKES_AWAY = {
    "drop_table": "drops a table",
    "drop_column": "drops a column",
    "rename_table": "renames a table",
}
_LOOKS_THROUGH = {
    "create_unique_constraint": "makes something unique",
    "create_check_constraint": "adds a check",
    "create_foreign_key": "adds a foreign key",
}
_SQL = {
    r"\bdrop\s+(table|column)\b": "drops in SQL",
    r"\brename\b": "renames in SQL",
    r"\bset\s+not\s+null\b": "forbids null in SQL",
    r"\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b": "changes a type in SQL",
    r"\badd\s+constraint\b": "adds a constraint in SQL",
    r"\bcreate\s+(unique\s+)?index\s+(?!concurrently)": "makes an index in SQL that all wait for",
    r"\btruncate\b": "empties a table in SQL",
}


def refusals(schema: str, migrations: Path) -> list[str]:
    """A sentence for each migration of a schema that is not as these rules want it."""
    found = []
    for file in sorted(migrations.glob("versions/0*.py")):
        if int(file.name[:4]) > BEFORE_THE_RULES.get(schema, 0):
            found += [f"{schema} {file.name} {what}" for what in refused(file.read_text())]
    return found


def refused(source: str) -> list[str]:
    """What one migration does that the version before, or who writes, would not survive."""
    module = ast.parse(source)
    constants = dict(_constants(module))
    steps = [part for part in module.body if getattr(part, "name", "") != "downgrade"]
    calls = [call for part in steps for call in _operations(part)]
    made = {_word(call, 0) for call in calls if _name(call) == "create_table"}
    found = [
        what for call in calls for what in _of(call, constants) if _table(call) not in made - {None}
    ]
    contract = constants.get("contract")
    if contract is None:
        return [f"{what}: first add, and remove in a later version" for what in found]
    if not CONTRACT.fullmatch(contract):
        return ["has a `contract` that does not read `2026-12-31: why it hurts nobody`"]
    return [] if found else ["has a `contract` and needs none"]


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Texts that the module gives a name, bare or in `sa.text(…)`."""
    for part in module.body:
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
            text = _text(part.value, {})
            if text is not None:
                yield part.targets[0].id, text


def _operations(part: ast.AST) -> Iterator[ast.Call]:
    """The calls of `op.…` in it."""
    for node in ast.walk(part):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "op":
                yield node


def _of(call: ast.Call, constants: dict[str, str]) -> Iterator[str]:
    name, table = _name(call), _table(call)
    if name in _TAKES_AWAY:
        yield f"{_TAKES_AWAY[name]} ({table})"
    elif name in _LOOKS_THROUGH:
        yield f"{_LOOKS_THROUGH[name]} that the rows of {table} may break"
    elif name == "add_column" and _demands(call.args[1]):
        yield f"adds a column to {table} that may not be null and has no default"
    elif name == "alter_column":
        yield from _of_alteration(call, table)
    elif name == "create_index" and not _is_true(call, "postgresql_concurrently"):
        yield f"makes an index on {table} that its writers wait for"
    elif name == "execute":
        yield from _of_sql(call, constants)


def _of_alteration(call: ast.Call, table: str | None) -> Iterator[str]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "new_column_name" in given:
        yield f"renames a column of {table}"
    if "type_" in given:
        yield f"changes a type in {table}"
    for argument, words in (("nullable", "forbids null"), ("server_default", "drops a default")):
        value = given.get(argument)
        if isinstance(value, ast.Constant) and not value.value:
            yield f"{words} in {table}"


def _of_sql(call: ast.Call, constants: dict[str, str]) -> Iterator[str]:
    sql = _text(call.args[0], constants)
    if sql is None:
        yield "executes SQL that cannot be read here: name it in a constant of the module"
        return
    for pattern, words in _SQL.items():
        if re.search(pattern, sql, re.IGNORECASE):
            yield words


def _demands(column: ast.expr) -> bool:
    """Whether a `sa.Column(…)` wants a value that old code does not give."""
    if not isinstance(column, ast.Call):
        return True
    given = {keyword.arg: keyword.value for keyword in column.keywords}
    nullable = given.get("nullable")
    is_nullable = not (isinstance(nullable, ast.Constant) and nullable.value is False)
    return not is_nullable and "server_default" not in given


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _table(call: ast.Call) -> str | None:
    """The table that an operation is about; it stands second where the first is a name."""
    named_first = _name(call) in ("create_index", *_LOOKS_THROUGH)
    return _word(call, 1 if named_first else 0)


def _word(call: ast.Call, place: int) -> str | None:
    if len(call.args) <= place or not isinstance(call.args[place], ast.Constant):
        return None
    value = call.args[place]
    return str(value.value) if isinstance(value, ast.Constant) else None


def _is_true(call: ast.Call, argument: str) -> bool:
    return any(
        keyword.arg == argument
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is True
        for keyword in call.keywords
    )


def _text(node: ast.expr, constants: dict[str, str]) -> str | None:
    """A text as it stands, in `sa.text(…)`, or by the name of a constant."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return _text(node.args[0], constants) if node.func.attr == "text" else None
    return None
