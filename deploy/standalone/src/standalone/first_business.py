"""The test business that the first start makes, so that there is something to try at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from goodword.errors import GoodwordError
from standalone import private
from standalone.keys import Keys

NAME = "Test shop"
SLUG = "test-shop"


async def credentials(api: str, keys: Keys, file: Path) -> dict[str, Any]:
    """What `file` holds: where the API is, a key of the test business, and its Shopify connection.

    Made through the API at `api` where there is none. Both requests carry an Idempotency-Key of
    this data folder, so that a start that was killed in between finds what it had made.
    """
    known = private.read(file) or await _made(api, keys)
    known["base_url"] = api  # the port may be another one today
    private.write(file, known)
    return known


async def _made(api: str, keys: Keys) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=api, timeout=30) as client:
        business = await _post(
            client,
            "/v1/businesses",
            {"name": NAME, "slug": SLUG, "mode": "test", "currency": "USD"},
            token=keys.operator_token,
            once=f"{keys.first_business}-business",
        )
        connection = await _post(
            client,
            "/v1/connections",
            {"source": "shopify", "name": NAME},
            token=business["api_key"],
            once=f"{keys.first_business}-connection",
        )
    return {
        "api_key": business["api_key"],
        "business_id": business["id"],
        "business_slug": business["slug"],
        "shopify_connection_id": connection["id"],
        "shopify_secret": connection["secret"],
    }


async def _post(
    client: httpx.AsyncClient, path: str, body: Mapping[str, Any], *, token: str, once: str
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": once}
    answer = await client.post(path, json=body, headers=headers)
    if not answer.is_success:
        raise GoodwordError(f"The test business could not be made: POST {path}: {answer.text}")
    made: dict[str, Any] = answer.json()
    return made
