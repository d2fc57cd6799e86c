"""Writing requests: one transaction, committed before the answer leaves, once per key.

FastAPI runs what follows a dependency's `yield` after the answer was sent, so nothing here commits
in a dependency: `run` has committed when it returns.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from goodword import ids
from referral_api.routes.tools import ToolsDep
from referral_api.use_cases.requests.answer_once import Answer, Asked, answer_once
from referral_api.use_cases.requests.note_deed import Deed, made_by, note_deed

PLATFORM = UUID(int=0)
"""Whose keys the platform's calls are kept under; the businesses that they make have the deeds."""


class Writing:
    """Runs a request's work; for a POST with an Idempotency-Key, once."""

    def __init__(
        self, request: Request, tools: ToolsDep, fingerprint: bytes, key: str | None
    ) -> None:
        self._request = request
        self._tools = tools
        self._fingerprint = fingerprint
        self._key = key

    async def run(
        self, business_id: UUID, work: Callable[[AsyncSession], Awaitable[Answer]]
    ) -> Response:
        """The answer of `work`, which is done and committed; or the one it got the first time."""
        asked = Asked(business_id, self._key, self._fingerprint)

        async def noted(session: AsyncSession) -> Answer:
            answer = await work(session)
            made = made_by(answer) if business_id == PLATFORM else None
            whose = ids.read("biz", made) if made else business_id
            await note_deed(self._deed(whose), answer, session=session)
            return answer

        answer = await answer_once(asked, noted, db=self._tools.db, sealer=self._tools.sealer)
        headers = dict(answer.headers)
        if answer.replayed:
            headers["Idempotent-Replayed"] = "true"
        media_type = "application/json" if answer.body else None
        return Response(answer.body, answer.status, headers, media_type)

    def _deed(self, business_id: UUID) -> Deed:
        request = self._request
        # Of several the last: what is done is done to the innermost.
        about = list(request.path_params.values())[-1:]
        return Deed(
            business_id=business_id,
            actor=request.state.actor,
            action=f"{request.method} {request.scope['route'].path}",
            about=about[0] if about else None,
            request_id=request.state.request_id,
        )


async def _posting(
    request: Request,
    tools: ToolsDep,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="A new one for each request; a repeat with it gets the same answer, 24 h.",
        ),
    ] = None,
) -> Writing:
    said = hashlib.sha256()
    for part in (request.method, request.url.path, request.url.query):
        said.update(f"{part}\n".encode())
    said.update(await request.body())
    return Writing(request, tools, said.digest(), idempotency_key)


async def _changing(request: Request, tools: ToolsDep) -> Writing:
    return Writing(request, tools, b"", None)


OnceDep = Annotated[Writing, Depends(_posting)]
"""For POST."""

ChangeDep = Annotated[Writing, Depends(_changing)]
"""For PATCH and DELETE, which may be repeated as they are."""
