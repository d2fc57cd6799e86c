"""Tell a business what happens, at an address of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.errors import Kind, RejectedError
from goodword.outbound import is_public
from goodword.seal import Sealer
from referral_api.db.businesses.businesses import business_of
from referral_api.db.endpoints.endpoints import add_endpoint, count_endpoints
from referral_api.domain.endpoints.address import check_url, wrong_url
from referral_api.domain.endpoints.event_types import check_event_types
from referral_api.domain.endpoints.message import new_secret
from referral_api.use_cases.endpoints.look_up import known_endpoint

MAX_ENDPOINTS = 20
"""Of one business: every event is sent to each that wants it."""


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """`event_types`: none is all."""

    url: str
    name: str
    event_types: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Making:
    """What seals secrets, and whether endpoints may be in private networks."""

    sealer: Sealer
    private: bool = False


async def create_endpoint(
    business_id: UUID, new: NewEndpoint, *, making: Making, session: AsyncSession
) -> tuple[Row[Any], str]:
    """The endpoint and its secret, which is kept sealed and can not be asked for again.

    RejectedError `invalid_url`, `unknown_event_type`, or `too_many_endpoints`.
    """
    check_address(new.url, private=making.private)
    check_event_types(new.event_types)
    # Whoever comes at the same time counts after us.
    await business_of(session, business_id, lock=True)
    if await count_endpoints(session, business_id) >= MAX_ENDPOINTS:
        detail = f"A business has at most {MAX_ENDPOINTS} endpoints; delete one first."
        raise RejectedError("too_many_endpoints", detail, kind=Kind.CONFLICT)
    endpoint_id, secret = ids.new(), new_secret()
    await add_endpoint(
        session,
        {
            "business_id": business_id,
            "id": endpoint_id,
            "url": new.url,
            "name": new.name,
            "event_types": list(new.event_types),
            "secret": making.sealer.seal(secret),
            "metadata": dict(new.metadata),
        },
    )
    return await known_endpoint(business_id, endpoint_id, session=session), secret


def check_address(url: str, *, private: bool) -> None:
    """RejectedError `invalid_url`. Where a name leads is looked at whenever it is called: it may
    lead elsewhere by then."""
    host = check_url(url, private=private)
    if not private and _is_private(host):
        raise wrong_url("This address is in a private network, where nothing is posted to.")


def _is_private(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost")
    return not is_public(host)
