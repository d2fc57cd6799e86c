"""Every kind of task that a service opens has words in every language, and a rule for its end."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from goodword.letters import LANGUAGES
from goodword.letters.task_words import TASK_WORDS
from notifier.main import FINISHES as OF_NOTIFIER
from referral_api.use_cases.projections.project_tasks import FINISHES
from rewards_worker.main import finishes
from rewards_worker.use_cases.payouts.desk import Desk

SERVICES = Path(__file__).parents[2] / "services"


def opened() -> set[str]:
    """The kinds of tasks in code: what modules that open tasks call them."""
    return {kind for source in SERVICES.glob("*/src/**/*.py") for kind in _kinds(source)}


def _kinds(source: Path) -> Iterator[str]:
    tree = ast.parse(source.read_text())
    if not any(_opens(node) for node in ast.walk(tree)):
        return
    path = source.relative_to(next(each for each in source.parents if each.name == "src"))
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    # A constant that nobody reads opens nothing.
    read = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    yield from (getattr(module, name) for name in _constants(tree, module) & read)


def _opens(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "NewTask"


def _constants(tree: ast.Module, module: ModuleType) -> set[str]:
    """Constants of text that services define: here, or where this module has them from."""
    ours = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("goodword")
        for alias in node.names
    }
    here = {
        name.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    both = {name for name in ours | here if name.isupper()}
    return {name for name in both if isinstance(getattr(module, name), str)}


def finished() -> list[str]:
    """The kinds for which some service says what follows, or that nothing does."""
    desk = cast(Desk, _Sealing())
    return [*FINISHES, *finishes(desk), *OF_NOTIFIER]


class _Sealing:
    sealer: Any = None


def test_every_kind_that_is_opened_is_told_in_every_language() -> None:
    kinds = opened()

    assert {"hand_over_reward", "settle_payout", "data_request"} <= kinds
    for language in LANGUAGES:
        assert set(TASK_WORDS[language].what) == kinds


def test_every_kind_that_is_opened_has_one_rule_for_its_end() -> None:
    assert sorted(finished()) == sorted(opened())
