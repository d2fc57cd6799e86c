"""What went wrong, as RFC 9457 says it. The only file that knows the status codes of errors."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from goodword.database import is_retryable
from goodword.errors import Kind, Problem, RejectedError, TransientError
from goodword.mistakes import code_of, pointer_to, words_of

MEDIA_TYPE = "application/problem+json"
ENTRIES = "/docs/errors"
"""The page that has an entry for each code."""

RETRY_AFTER_S = 2.0
MAX_PROBLEMS = 50

_STATUS: Mapping[Kind, int] = {
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.VERSION_CONFLICT: 412,
    Kind.TOO_LARGE: 413,
    Kind.TOO_MANY: 429,
}
_OF_THE_ROUTER: Mapping[int, tuple[str, str]] = {
    400: ("malformed_body", "The body could not be read; send JSON in UTF-8."),
    404: ("not_found", "There is nothing here; look at the address."),
    405: ("method_not_allowed", "This address does not know that method; see `Allow`."),
    408: ("body_too_slow", "The body did not arrive in time; send it again."),
    413: ("body_too_large", "The body is larger than this address takes."),
}

log = structlog.get_logger()


class ProblemEntry(BaseModel):
    """One mistake: a JSON pointer into the body, or `?name`, `Header-Name:`; what; what to do."""

    pointer: str
    code: str
    detail: str


class ProblemDocument(BaseModel):
    """Why a request did not succeed. Nothing of it was done."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[ProblemEntry] = []
    request_id: str


def install(app: FastAPI) -> None:
    """Let every error that leaves a route of `app` be answered as a problem."""
    app.add_exception_handler(RejectedError, _rejected)
    app.add_exception_handler(TransientError, _transient)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_the_router)


def crashed(scope: Scope, error: Exception) -> Response:
    """The answer where an error reached the edge: ours to mend, or the world's to come back."""
    if is_retryable(error):
        log.warning("database not ready", error=f"{type(error).__name__}: {error}")
        return _not_ready(scope, RETRY_AFTER_S)
    log.error("request crashed", exc_info=error)
    detail = "This is our mistake; it has been noted. Try again, and tell us the request_id."
    return _answer(scope, 500, "internal_error", detail)


def at_the_door(scope: Scope, status: int) -> Response:
    """The answer to a request that is not let in."""
    code, detail = _OF_THE_ROUTER[status]
    return _answer(scope, status, code, detail)


def refused(scope: Scope, error: RejectedError | TransientError) -> Response:
    """The answer to an error of a route that is none of FastAPI's."""
    answer = _rejected if isinstance(error, RejectedError) else _transient
    return answer(Request(scope), error)


def _rejected(request: Request, error: Exception) -> Response:
    assert isinstance(error, RejectedError)
    status = _STATUS[error.kind]
    answer = _answer(
        request.scope, status, error.code, error.detail, problems=error.problems, extra=error.extra
    )
    if error.kind is Kind.UNAUTHENTICATED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if error.kind is Kind.TOO_MANY:
        answer.headers["Retry-After"] = str(error.extra.get("retry_after_s", 1))
    return answer


def _transient(request: Request, error: Exception) -> Response:
    assert isinstance(error, TransientError)
    return _not_ready(request.scope, error.retry_after_s or RETRY_AFTER_S)


def _not_ready(scope: Scope, retry_after_s: float) -> Response:
    detail = "This cannot be done right now; try again after the seconds in Retry-After."
    answer = _answer(scope, 503, "not_ready", detail)
    answer.headers["Retry-After"] = str(max(1, round(retry_after_s)))
    return answer


def _of_the_router(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    fallback = (HTTPStatus(error.status_code).phrase.lower().replace(" ", "_"), str(error.detail))
    code, detail = _OF_THE_ROUTER.get(error.status_code, fallback)
    answer = _answer(request.scope, error.status_code, code, detail)
    answer.headers.update(error.headers or {})
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    mistakes = error.errors()
    if any(mistake["loc"][0] == "path" for mistake in mistakes):
        # An id that cannot be one is as unknown as any other.
        return at_the_door(request.scope, 404)
    if any(mistake["type"] == "json_invalid" for mistake in mistakes):
        return _answer(request.scope, 400, *_OF_THE_ROUTER[400])
    problems = list(dict.fromkeys(_problems(mistakes)))
    detail = "The request cannot be taken like this; see each error."
    return _answer(request.scope, 422, "invalid_request", detail, problems=problems)


def _problems(mistakes: Iterable[Mapping[str, Any]]) -> Iterable[Problem]:
    for mistake in mistakes:
        yield Problem(_pointer(mistake["loc"]), code_of(mistake), words_of(mistake))


def _pointer(location: Sequence[str | int]) -> str:
    where, *steps = location
    if where == "body":
        return pointer_to(steps)
    name = "".join(str(step) for step in steps[:1])
    return f"?{name}" if where == "query" else f"{name.title()}:"


def _answer(
    scope: Scope,
    status: int,
    code: str,
    detail: str,
    *,
    problems: Sequence[Problem] = (),
    extra: Mapping[str, Any] | None = None,
) -> Response:
    state = scope.get("state", {})
    document = {
        "type": f"{state.get('public_url', '')}{ENTRIES}#{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [asdict(problem) for problem in problems[:MAX_PROBLEMS]],
        "request_id": state.get("request_id", ""),
    }
    # In ASCII: a pointer may name a field that no UTF-8 can write.
    text = json.dumps({**(extra or {}), **document}, default=str)
    return Response(text, status, media_type=MEDIA_TYPE)
