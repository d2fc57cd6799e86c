"""How a route answers when all went well."""

from pydantic import BaseModel
from starlette.responses import Response

from referral_api.routes.conventions.versions import etag
from referral_api.use_cases.requests.answer_once import Answer


def shown(body: BaseModel, version: int | None = None) -> Response:
    """What was asked for; an object with its version as ETag."""
    return Response(body.model_dump_json(), 200, _tagged(version), "application/json")


def ok(body: BaseModel, version: int | None = None) -> Answer:
    """Done; the object as it is now."""
    return Answer(200, body.model_dump_json(), _tagged(version))


def created(body: BaseModel, version: int | None = None) -> Answer:
    """There is a new object."""
    return Answer(201, body.model_dump_json(), _tagged(version))


def accepted(body: BaseModel) -> Answer:
    """A fact was said; what comes of it is a fact too."""
    return Answer(202, body.model_dump_json())


def gone() -> Answer:
    """It is no more."""
    return Answer(204)


def _tagged(version: int | None) -> dict[str, str]:
    return {} if version is None else {"ETag": etag(version)}
