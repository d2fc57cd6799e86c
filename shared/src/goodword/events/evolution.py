"""What may change in an event that was ever said: a new field that may be absent, and nothing else.

Old records stay on the log and old readers stay in service while a new version is rolled out, so a
schema must fit in both directions:

- a field is never removed or renamed, and never becomes optional: an older reader asks for it;
- a new field is never required: an older record does not have it;
- a field never changes its type, bounds, pattern or default, neither wider (an older reader refuses
  the new values) nor narrower (a newer reader refuses the old ones);
- an enum never gains a value: an older reader refuses a value that it does not know, and the event
  would be parked. A list that is meant to grow is a `Word`, not an enum.

Descriptions and titles may change. Anything else is a new version of the event, `.v2`, said beside
the old one until every reader has moved.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_SAID = frozenset(("$defs", "$schema", "description", "examples", "title"))
"""Keywords that bind nobody."""

_OF_OBJECTS = frozenset(("properties", "required"))

Schema = Mapping[str, Any]


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Why a schema may not follow another, one sentence for each change; nothing where it may."""
    return list(_changes((old, old), (new, new), ""))


_Node = tuple[Schema, Schema]
"""A part of a schema, and the whole that its `$ref`s point into."""


def _changes(old: _Node, new: _Node, where: str) -> Iterator[str]:
    was, now = _resolved(old), _resolved(new)
    yield from _changes_of_fields(was, now, where)
    for keyword in sorted((was[0].keys() | now[0].keys()) - _SAID - _OF_OBJECTS):
        before, after = was[0].get(keyword, ()), now[0].get(keyword, ())
        if keyword == "items" and before and after:
            yield from _changes((before, was[1]), (after, now[1]), f"{where}[]")
        elif keyword == "anyOf" and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                yield from _changes((one, was[1]), (other, now[1]), where)
        elif before != after:
            yield f"{where or 'it'}: {keyword} was {_shown(before)} and is {_shown(after)}"


def _changes_of_fields(was: _Node, now: _Node, where: str) -> Iterator[str]:
    before, after = was[0].get("properties", {}), now[0].get("properties", {})
    needed, needs = set(was[0].get("required", ())), set(now[0].get("required", ()))
    for field in before:
        inside = f"{where}.{field}" if where else field
        if field not in after:
            yield f"{inside}: is gone"
            continue
        if (field in needed) != (field in needs):
            yield f"{inside}: {'is no longer' if field in needed else 'has become'} required"
        yield from _changes((before[field], was[1]), (after[field], now[1]), inside)
    for field in sorted(needs - before.keys()):
        yield f"{where}.{field}: is new and required" if where else f"{field}: is new and required"


def _shown(value: Any) -> str:
    return "absent" if value == () else repr(value)


def _resolved(node: _Node) -> _Node:
    """The node that a `$ref` stands for, with what is said beside the reference."""
    part, whole = node
    while "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        beside = {key: value for key, value in part.items() if key != "$ref"}
        part = {**whole["$defs"][name], **beside}
    return part, whole
