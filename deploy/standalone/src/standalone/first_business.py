"""The test business that the first start makes, so that there is something to try at once."""

from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from goodword import ids
from goodword.cli.hand import hand
from goodword.database import Database, scope
from goodword.errors import GoodwordError
from referral_api.db.businesses.businesses import find_business
from referral_api.settings import ReferralApiSettings
from referral_api.use_cases.businesses.create_api_key import NewKey, create_api_key
from referral_api.use_cases.businesses.create_business import create_business
from referral_api.use_cases.requests.note_command import Given, note_command
from standalone import private

NAME = "Test shop"
SLUG = "test-shop"


async def credentials(settings: ReferralApiSettings, file: Path) -> dict[str, Any]:
    """What `file` holds: where the API is, a key of the test business, and its Shopify connection.

    Made where there is none. A start that was killed in between left a business at most: the next
    one finds it by its slug and gives it another key, since a key is kept only as its hash.
    """
    url = f"http://localhost:{settings.port}"
    known = private.read(file) or await _made(settings, url)
    known["base_url"] = url  # the port may be another one today
    private.write(file, known)
    return known


async def _made(settings: ReferralApiSettings, url: str) -> dict[str, Any]:
    database_url = settings.referral_database_url.get_secret_value()
    db = Database(database_url, service="referral-api", schema="referral", pool_size=1)
    try:
        async with db.begin() as session:
            business_id = await find_business(session, SLUG) or await _business(session)
            await scope(session, [business_id])
            _, key = await create_api_key(business_id, NewKey(NAME), session=session)
    finally:
        await db.close()
    connection = await _connection(url, key)
    return {
        "base_url": url,
        "api_key": key,
        "business_id": ids.show("biz", business_id),
        "business_slug": SLUG,
        "shopify_connection_id": connection["id"],
        "shopify_secret": connection["secret"],
    }


async def _business(session: AsyncSession) -> UUID:
    row = await create_business(
        {
            "name": NAME,
            "slug": SLUG,
            "mode": "test",
            "currency": "USD",
            # Of a business that names no industry the law may forbid every gift.
            "industry": "retail",
            "time_zone": "UTC",
            "locale": "en",
            # Its letters come at once, whatever the hour at which somebody tries it.
            "parameters": {"mail_hours": {"opens": "00:00", "closes": "24:00"}},
        },
        session=session,
    )
    found: UUID = row.business_id
    given = Given(found, hand(), "goodword up", ids.show("biz", found))
    await note_command(given, session=session)
    return found


async def _connection(url: str, key: str) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        answer = await client.post(
            "/v1/connections",
            json={"source": "shopify", "name": NAME},
            headers={"Authorization": f"Bearer {key}"},
        )
    if not answer.is_success:
        raise GoodwordError(f"The test shop's connection could not be made: {answer.text}")
    made: dict[str, Any] = answer.json()
    return made
