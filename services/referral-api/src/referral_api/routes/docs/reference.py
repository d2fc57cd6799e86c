"""The OpenAPI document, arranged for a page: groups of operations, and the schemas they name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")
_BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
    "pattern": "matches {}",
    "default": "{} where not given",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field, parameter or header; `schema` is the schema it leads to, if any."""

    name: str
    type: str
    required: bool
    description: str
    schema: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation may answer."""

    status: str
    description: str
    schema: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One route."""

    anchor: str
    method: str
    path: str
    summary: str
    auth: str
    parameters: tuple[Field, ...]
    body: str | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """The fields of an object."""

    name: str
    description: str
    fields: tuple[Field, ...]


def operations(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations by group, in the order of the routes."""
    groups: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                found = _operation(path, method, item[method])
                groups.setdefault(item[method].get("tags", ["other"])[0], []).append(found)
    return groups


def schemas(document: Mapping[str, Any]) -> list[Schema]:
    """All objects that are named, by name."""
    listed = document["components"]["schemas"]
    return [_schema(name, listed[name]) for name in sorted(listed)]


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    scheme = next((name for each in operation.get("security", ()) for name in each), "none")
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("description") or operation.get("summary", ""),
        auth=scheme.replace("_", " "),
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        body=_content(operation.get("requestBody", {})),
        answers=tuple(
            Answer(status, answer.get("description", ""), _content(answer))
            for status, answer in operation["responses"].items()
        ),
    )


def _parameter(parameter: Mapping[str, Any]) -> Field:
    schema = parameter.get("schema", {})
    return Field(
        name=parameter["name"],
        type=_type(schema),
        required=parameter.get("required", False),
        description=parameter.get("description") or _bounds(schema),
        where=parameter["in"],
    )


def _content(holder: Mapping[str, Any]) -> str | None:
    for content in holder.get("content", {}).values():
        return _named(content.get("schema", {}))
    return None


def _schema(name: str, schema: Mapping[str, Any]) -> Schema:
    required = schema.get("required", ())
    fields = tuple(
        Field(
            name=field,
            type=_type(inner),
            required=field in required,
            description="; ".join(filter(None, (inner.get("description"), _bounds(inner)))),
            schema=_named(inner),
        )
        for field, inner in schema.get("properties", {}).items()
    )
    return Schema(name, schema.get("description", ""), fields)


def _type(schema: Mapping[str, Any]) -> str:
    if named := schema.get("$ref"):
        return str(named).rsplit("/", 1)[-1]
    if "const" in schema:
        return repr(schema["const"]).replace("'", '"')
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(_type(each) for each in schema[key]))
    kind = str(schema.get("format") or schema.get("type", "any"))
    return f"list of {_type(schema['items'])}" if "items" in schema else kind


def _bounds(schema: Mapping[str, Any]) -> str:
    inner: Mapping[str, Any] = next(
        (each for each in schema.get("anyOf", ()) if each.get("type") != "null"), {}
    )
    told = {**inner, **schema}
    return ", ".join(
        words.format(told[key])
        for key, words in _BOUNDS.items()
        if told.get(key) not in (None, "", [], {})
    )


def _named(schema: Mapping[str, Any]) -> str | None:
    """The first schema that is named inside."""
    return next(_references(schema), None)


def _references(schema: Mapping[str, Any]) -> Iterator[str]:
    if named := schema.get("$ref"):
        yield str(named).rsplit("/", 1)[-1]
    for key in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(key, ()):
            yield from _references(each)
    if isinstance(schema.get("items"), Mapping):
        yield from _references(schema["items"])
