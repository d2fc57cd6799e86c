"""Ana and her program, made as a business makes them."""

from pathlib import Path

import orjson
from sqlalchemy import text

EXAMPLE = Path(__file__).parents[2] / "examples" / "programs" / "give_50_get_50.json"


async def ana_joins(house, code="ANA20", email="ana@friends.example"):
    """A participant with a chosen code in a program that is active."""
    made = await house.post("/v1/programs", {"document": orjson.loads(EXAMPLE.read_bytes())})
    assert made.status_code == 201, made.text
    program_id = made.json()["id"]
    published = await house.post(f"/v1/programs/{program_id}/publish")
    assert published.status_code == 200, published.text
    return await joins(house, program_id, code, email)


async def joins(house, program_id, code, email):
    joined = await house.post(
        "/v1/participants",
        {"program_id": program_id, "person_ref": {"email": email}, "code": code},
    )
    assert joined.status_code == 201, joined.text
    return joined.json()


async def all_joined_at(db, house, at):
    """Let the participants of a house have joined at `at`, so that sales of that time count."""
    async with db.begin([house.business_id]) as session:
        await session.execute(text("update participant set joined_at = :at"), {"at": at})
