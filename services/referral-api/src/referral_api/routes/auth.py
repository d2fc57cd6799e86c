"""Who may: a business by its API key and scope, the platform by the operator's token."""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Annotated

import structlog
from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from goodword.errors import Kind, RejectedError
from goodword.ids import show
from referral_api.domain.businesses.api_keys import Scope
from referral_api.routes.tools import Tools, ToolsDep
from referral_api.use_cases.businesses.recognise_caller import Caller, recognise_caller

_api_key = HTTPBearer(
    auto_error=False, scheme_name="api_key", description="`gw_live_…` or `gw_test_…`"
)
_operator = HTTPBearer(
    auto_error=False, scheme_name="operator_token", description="GOODWORD_OPERATOR_TOKEN"
)


OPERATOR = "operator"
"""Who calls with the operator's token."""


def needs(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """A dependency: the caller, who must hold `scope`."""

    async def caller(
        request: Request,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_api_key)],
        tools: ToolsDep,
    ) -> Caller:
        token = credentials.credentials if credentials else ""
        _take_one(token, tools)
        found = await recognise_caller(token, db=tools.db)
        structlog.contextvars.bind_contextvars(business_id=show("biz", found.business_id))
        request.state.actor = actor_of(found)
        if scope not in found.scopes:
            raise RejectedError(
                "missing_scope",
                f"This API key does not have the scope `{scope}`; use one that has.",
                kind=Kind.FORBIDDEN,
            )
        return found

    return caller


def actor_of(caller: Caller) -> str:
    """The caller as histories and events name who did something."""
    return show("key", caller.key_id)


def _take_one(token: str, tools: Tools) -> None:
    """Before the database is asked; by the whole key, so that nobody uses up another's share."""
    wait_s = tools.key_rates.take(hashlib.sha256(token.encode()).digest(), time.monotonic())
    if wait_s:
        raise RejectedError(
            "rate_limited",
            "This API key is used too often; go on after the seconds in Retry-After.",
            kind=Kind.TOO_MANY,
            retry_after_s=wait_s,
        )


async def _platform(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_operator)],
    tools: ToolsDep,
) -> None:
    given = credentials.credentials if credentials else ""
    wanted = tools.operator_token.get_secret_value() if tools.operator_token else ""
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise RejectedError(
            "invalid_operator_token",
            "This call is the platform's: send the operator's token as bearer token.",
            kind=Kind.UNAUTHENTICATED,
        )
    request.state.actor = OPERATOR


ReadCaller = Annotated[Caller, Depends(needs("read"))]
WriteCaller = Annotated[Caller, Depends(needs("write"))]
OperateCaller = Annotated[Caller, Depends(needs("operate"))]
AdminCaller = Annotated[Caller, Depends(needs("admin"))]
Platform = Depends(_platform)
