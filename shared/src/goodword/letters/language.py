"""The language templates are written in: Jinja2 cut down to values, conditions and few filters.

A template may come from a business, so it must end, stay small and reach nothing. Without loops,
calls, attributes, arithmetic and assignments the work is linear in the template's size, which
has a bound; the sandbox below is the second wall, not the first.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from goodword.letters.letter import MAX_OUTPUT_CHARS, MAX_TEMPLATE_CHARS, LetterError

MAX_DEPTH = 12
"""How deep conditions and expressions may nest: far above any letter, far below Python's limits."""

CACHED_TEMPLATES = 256
"""How many compiled bodies are kept."""

FILTERS = ("capitalize", "default", "lower", "trim", "upper")
"""Jinja2's filters that templates may use, beside our own `nl2br`."""

_MISUSED = (TypeError, ValueError, AttributeError)
"""What Python says where a value is none of what a template takes it for."""

_RAW = re.compile(r"\{%[-+]?\s*raw\b")

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Filter,
)


def fill(source: str, values: Mapping[str, object], *, html: bool) -> str:
    """Render one body; in HTML every value is escaped but what we marked as markup ourselves.

    LetterError where the template is too large, says something this language has not, names
    what does not exist, or grows past the bound.
    """
    try:
        return _joined(_compiled(source, html), values)
    except (TemplateError, *_MISUSED) as error:
        raise LetterError(f"the template cannot be rendered: {error}") from error


def check(source: str, *, html: bool) -> None:
    """LetterError where a body is too large or says something that this language has not."""
    if _RAW.search(source):
        raise LetterError("a template has no raw")
    try:
        _compiled(source, html)
    except (TemplateError, *_MISUSED) as error:
        raise LetterError(f"the template cannot be read: {error}") from error


def names(source: str, *, html: bool) -> frozenset[str]:
    """The placeholders that a body names; it has passed `check`."""
    return frozenset(meta.find_undeclared_variables((_HTML if html else _TEXT).parse(source)))


def _joined(template: Compiled, values: Mapping[str, object]) -> str:
    parts: list[str] = []
    size = 0
    for part in template.generate(values):
        size += len(part)
        if size > MAX_OUTPUT_CHARS:
            raise LetterError(f"the letter would be longer than {MAX_OUTPUT_CHARS} characters")
        parts.append(part)
    return "".join(parts)


@lru_cache(maxsize=CACHED_TEMPLATES)
def _compiled(source: str, html: bool) -> Compiled:
    if len(source) > MAX_TEMPLATE_CHARS:
        raise LetterError(f"the template is longer than {MAX_TEMPLATE_CHARS} characters")
    environment = _HTML if html else _TEXT
    try:
        _check(environment.parse(source), depth=0)
    except RecursionError as error:
        raise LetterError("the template nests too deep") from error
    return environment.from_string(source)


def _check(node: nodes.Node, depth: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise LetterError(f"line {node.lineno}: a template has no {type(node).__name__.lower()}")
    if depth > MAX_DEPTH:
        raise LetterError(f"line {node.lineno}: the template nests deeper than {MAX_DEPTH}")
    for child in node.iter_child_nodes():
        _check(child, depth + 1)


def _shown(value: object) -> object:
    """What is not there is not said, least of all as the word None."""
    return "" if value is None else value


def _nl2br(value: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in value.splitlines())


def _environment(*, html: bool) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals.clear()
    environment.tests.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.filters["nl2br"] = _nl2br
    return environment


_HTML = _environment(html=True)
_TEXT = _environment(html=False)
