"""`/v1/providers/{kind}` and `/v1/channels/{kind}`: what their workers need to know. Secrets go in
and never come out again."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, WithJsonSchema
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from goodword.ids import show
from goodword.setups import SET_UPS, Family, kind_of, name_of
from referral_api.domain.forms import Body
from referral_api.routes.auth import OperateCaller, ReadCaller
from referral_api.routes.conventions.answers import accepted, created, gone, ok, shown
from referral_api.routes.conventions.idempotency import ChangeDep, OnceDep
from referral_api.routes.conventions.versions import IfMatch
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.requests.answer_once import Answer
from referral_api.use_cases.set_ups.look_up import known_set_up
from referral_api.use_cases.set_ups.put_set_up import Wanted, put_set_up
from referral_api.use_cases.set_ups.remove_set_up import remove_set_up
from referral_api.use_cases.set_ups.request_test import request_test

_FORMS = {
    "type": "object",
    "description": "The form of this `kind`. Secrets that are left out stay.",
    "anyOf": [{"$ref": f"#/components/schemas/{form.__name__}"} for form in SET_UPS.values()],
}


class SetUpBody(Body):
    """What is set up; the fields are those of the form of its kind."""

    settings: Annotated[dict[str, Any], WithJsonSchema(_FORMS)] = Field(default_factory=dict)


class CheckObject(BaseModel):
    """What its worker found: `errors` say what to mend. `tested_at`: when a test was last done."""

    ok: bool
    errors: list[str]
    checked_at: datetime
    tested_at: datetime | None


class SetUpObject(BaseModel):
    """What is set up. `secrets` names those that are there; `check` is null until the worker has
    seen this version."""

    object: Family
    kind: str
    settings: dict[str, Any]
    secrets: list[str]
    check: CheckObject | None
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        told = dict(row._mapping) if row.checked_at is not None else None
        return cls.model_validate(
            {
                **row._mapping,
                "object": row.kind.partition("-")[0],
                "kind": name_of(row.kind),
                "settings": row.body,
                "secrets": row.secret_names,
                "check": told and {name: told[name] for name in CheckObject.model_fields},
            }
        )


Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="such as `manual`")]


def _router(family: Family) -> APIRouter:
    """The routes of a family; they differ in nothing but what may be set up."""
    router = APIRouter(prefix=f"/v1/{family}s", tags=[f"{family}s"])
    _add_reading(router, family)
    _add_writing(router, family)
    _add_test(router, family)
    return router


def _add_reading(router: APIRouter, family: Family) -> None:
    @router.get("/{kind}", response_model=SetUpObject, name=f"get_{family}")
    async def get(kind: Name, caller: ReadCaller, tools: ToolsDep) -> Response:
        """What is set up, without its secrets."""
        async with tools.db.begin([caller.business_id]) as session:
            row = await known_set_up(caller.business_id, kind_of(family, kind), session=session)
        return shown(SetUpObject.of(row), row.version)


def _add_writing(router: APIRouter, family: Family) -> None:
    @router.put(
        "/{kind}",
        response_model=SetUpObject,
        responses={201: {"model": SetUpObject, "description": "It is set up for the first time."}},
        name=f"put_{family}",
    )
    async def put(
        kind: Name,
        body: SetUpBody,
        caller: OperateCaller,
        change: ChangeDep,
        expected: IfMatch,
        tools: ToolsDep,
    ) -> Response:
        """Set it up: 201 new, 200 changed. Its worker then says in `check` what it finds."""
        wanted = Wanted(kind_of(family, kind), body.settings, expected)

        async def work(session: AsyncSession) -> Answer:
            row, new = await put_set_up(
                caller.business_id, wanted, sealer=tools.sealer, session=session
            )
            return (created if new else ok)(SetUpObject.of(row), row.version)

        return await change.run(caller.business_id, work)

    @router.delete("/{kind}", status_code=204, response_class=Response, name=f"remove_{family}")
    async def remove(kind: Name, caller: OperateCaller, change: ChangeDep) -> Response:
        """Take it away; its secrets are gone."""

        async def work(session: AsyncSession) -> Answer:
            await remove_set_up(caller.business_id, kind_of(family, kind), session=session)
            return gone()

        return await change.run(caller.business_id, work)


def _add_test(router: APIRouter, family: Family) -> None:
    @router.post("/{kind}/test", status_code=202, response_model=SetUpObject, name=f"test_{family}")
    async def post_test(kind: Name, caller: OperateCaller, once: OnceDep) -> Response:
        """Have its worker try something harmless; `check.tested_at` says when it has."""

        async def work(session: AsyncSession) -> Answer:
            full = kind_of(family, kind)
            actor = show("key", caller.key_id)
            row = await request_test(caller.business_id, full, actor, session=session)
            return accepted(SetUpObject.of(row))

        return await once.run(caller.business_id, work)


providers = _router("provider")
channels = _router("channel")
