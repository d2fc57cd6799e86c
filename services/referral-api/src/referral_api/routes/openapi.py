"""The OpenAPI document: what FastAPI finds, and the problems that each route may answer."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request

from goodword.errors import Problem, RejectedError
from goodword.programs import ProgramDocument
from goodword.setups import SET_UPS
from referral_api.routes.docs.examples import EXAMPLES
from referral_api.routes.problems import MEDIA_TYPE, ProblemDocument

_ALWAYS = {
    "429": "Too many requests; see `Retry-After`.",
    "500": "Our mistake.",
    "503": "Not possible right now; see `Retry-After`.",
}
_SCHEMA = "#/components/schemas/ProblemDocument"


def describe(app: FastAPI) -> dict[str, Any]:
    """The document of `app`, made once; `app.openapi` is set to this."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas |= _schemas_of(ProblemDocument) | _schemas_of(ProgramDocument)
        for form in SET_UPS.values():
            schemas |= _schemas_of(form)
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                _declare_problems(path, method, operation)
                _show_example(path, method, operation)
        app.openapi_schema = made
    return app.openapi_schema


def _schemas_of(model: type[BaseModel]) -> dict[str, Any]:
    """A model that no route names in a way that FastAPI sees, and what it is made of."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}


def _show_example(path: str, method: str, operation: dict[str, Any]) -> None:
    example = EXAMPLES.get(f"{method.upper()} {path}")
    if example is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example


def _declare_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation.setdefault("responses", {})
    for status, words in _problems_of(path, method, operation):
        told = responses.get(status, {}).get("description")
        described = words if told in (None, "Validation Error") else told
        responses[status] = {
            "description": described,
            "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA}}},
        }
    operation["responses"] = dict(sorted(responses.items()))


def _problems_of(path: str, method: str, operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The problems that follow from what a route takes."""
    parameters = {each["name"].lower() for each in operation.get("parameters", ())}
    yield from _ALWAYS.items()
    yield "422", "The request cannot be taken like this; see `errors`."
    if "security" in operation:
        yield "401", "No valid key."
        yield "403", "The key lacks the scope."
    if "{" in path:
        yield "404", "There is no such thing, or it is another business's."
    if method in ("post", "patch", "put"):
        yield "400", "The body is no JSON in UTF-8."
        yield "408", "The body did not arrive in time."
        yield "413", "The body is too large."
    if "if-match" in parameters:
        yield "412", "`version_conflict`: changed since you read it."
    if "idempotency-key" in parameters:
        yield "409", "`idempotency_key_in_use`: the first request is still running."
    declared = tuple(operation.get("responses", ()))
    yield from ((status, "") for status in declared if status.startswith("4"))


async def refuse_unknown_parameters(request: Request) -> None:
    """A misspelt filter would be a list of everything; so what is not declared is refused."""
    if not request.query_params or not request.url.path.startswith("/v1/"):
        return
    unknown = sorted(set(request.query_params) - parameters_of(request.scope["route"]))
    if unknown:
        problems = [
            Problem(f"?{name}", "unknown_field", "There is no such parameter here; remove it.")
            for name in unknown
        ]
        raise RejectedError(
            "invalid_request",
            "The request cannot be taken like this; see each error.",
            problems=problems,
        )


def parameters_of(route: APIRoute) -> set[str]:
    """The names that a route takes behind its `?`. Not read from the document, of which the first
    making takes a second."""
    return {
        field.alias
        for field in get_flat_params(route.dependant)
        if isinstance(field.field_info, params.Query)
    }
