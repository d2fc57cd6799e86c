"""Lists: one envelope, one way to page.

A cursor is opaque and signed, and belongs to one business, route and set of filters: with any
other it is refused, so that no page is silently of another list.
"""

import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import Row
from starlette.requests import Request

from goodword.errors import Problem, RejectedError
from goodword.moments import Moment
from goodword.seal import Signer
from referral_api.db.pages import Paged
from referral_api.domain.page import Page
from referral_api.routes.conventions.objects import ListOf, T
from referral_api.routes.tools import ToolsDep

PURPOSE = "cursor"
MAX_LIMIT = 100


class Listing:
    """How a list is asked for, and its answer."""

    def __init__(self, signer: Signer, listed: str, page: Page, cursor: str | None):
        self._signer = signer
        self._listed = listed
        self._page = page
        self._cursor = cursor

    def page(self, business_id: UUID) -> Page:
        """What to read; RejectedError `invalid_cursor` for a cursor of another list."""
        if self._cursor is None:
            return self._page
        found = self._signer.read(PURPOSE, self._cursor)
        if found is None or {**found, "after": None} != self._of(business_id, None):
            detail = "Use `next_cursor` as you got it, with the same filters."
            problem = Problem("?cursor", "invalid_cursor", detail)
            raise RejectedError("invalid_cursor", detail, problems=[problem])
        page = self._page
        return Page(
            page.limit,
            UUID(found["after"]),
            page.ascending,
            page.created_after,
            page.created_before,
        )

    def answer(self, business_id: UUID, found: Paged, show: Callable[[Row[Any]], T]) -> "ListOf[T]":
        """The page, with the cursor of the next."""
        cursor = None
        if found.more:
            last = found.rows[-1].id
            cursor = self._signer.sign(PURPOSE, self._of(business_id, last))
        return ListOf(data=[show(row) for row in found.rows], next_cursor=cursor)

    def _of(self, business_id: UUID, after: UUID | None) -> dict[str, Any]:
        return {
            "list": self._listed,
            "business": business_id.hex,
            "after": after.hex if after else None,
        }


def _listing(
    request: Request,
    tools: ToolsDep,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 20,
    cursor: Annotated[str | None, Query(max_length=2048)] = None,
    order: Literal["asc", "desc"] = "desc",
    created_after: Moment | None = None,
    created_before: Moment | None = None,
) -> Listing:
    filters = sorted(
        pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "limit")
    )
    # Hashed, so that a cursor stays short whatever the filters are.
    listed = hashlib.sha256(repr((request.url.path, filters)).encode()).hexdigest()
    page = Page(
        limit=limit,
        ascending=order == "asc",
        created_after=created_after,
        created_before=created_before,
    )
    return Listing(tools.signer, listed, page, cursor)


ListingDep = Annotated[Listing, Depends(_listing)]
