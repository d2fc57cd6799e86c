"""ETag and If-Match: a change is refused where the caller has not seen the newest version."""

import re
from typing import Annotated

from fastapi import Depends, Header

_TAG = re.compile(r'(?:W/)?"(\d{1,18})"')


def etag(version: int) -> str:
    return f'"{version}"'


def _expected(
    if_match: Annotated[
        str | None,
        Header(max_length=500, description="The `ETag` that you read; else 412."),
    ] = None,
) -> frozenset[int] | None:
    """The versions that the caller accepts; None for any. What is no tag of ours matches none."""
    if if_match is None or if_match.strip() == "*":
        return None
    tags = (_TAG.fullmatch(tag.strip()) for tag in if_match.split(","))
    return frozenset(int(tag[1]) for tag in tags if tag)


IfMatch = Annotated[frozenset[int] | None, Depends(_expected)]
