"""`GET /v1/sources`: whose webhooks can be listened to, and what each wants."""

from typing import Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from referral_api.domain.connections.about import About, Brings, Setting
from referral_api.routes.auth import ReadCaller
from referral_api.routes.conventions.answers import shown
from referral_api.sources import SOURCES

router = APIRouter(tags=["connections"])


class SettingObject(BaseModel):
    """What a business says of its sender; `form` is a regular expression of the whole value."""

    name: str
    meaning: str
    example: str
    form: str
    required: bool

    @classmethod
    def of(cls, setting: Setting) -> Self:
        return cls.model_validate(setting, from_attributes=True)


class SourceObject(BaseModel):
    """A source: what it brings, how it shows who sent it, and what to do at the sender's. A
    connection shows the same `steps` with its own address."""

    object: Literal["source"] = "source"
    name: str
    title: str
    brings: list[Brings]
    proof: str
    steps: list[str]
    settings: list[SettingObject]
    credentials: list[SettingObject]

    @classmethod
    def of(cls, name: str, about: About) -> Self:
        return cls(
            name=name,
            title=about.title,
            brings=list(about.brings),
            proof=about.proof,
            steps=[step.format(url="the connection's url") for step in about.steps],
            settings=[SettingObject.of(each) for each in about.settings],
            credentials=[SettingObject.of(each) for each in about.credentials],
        )


class SourceList(BaseModel):
    """All there are, by name; they come with the version of Goodword."""

    object: Literal["list"] = "list"
    data: list[SourceObject]


@router.get("/v1/sources", response_model=SourceList)
async def get_sources(caller: ReadCaller) -> Response:
    """Whose webhooks can be listened to."""
    known = [SourceObject.of(name, source.ABOUT) for name, source in sorted(SOURCES.items())]
    return shown(SourceList(data=known))
