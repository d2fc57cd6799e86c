"""Carla, whose word is worth a dinner, and what it takes until she has introduced Ben."""

from typing import Any

from tests.referral_api.conftest import House
from tests.referral_api.stories import a_program

REWARD = {
    "rule": "dinner",
    "to": "referrer",
    "on": "sale",
    "when": [{"field": "sale.net", "op": "gte", "value": "1000.00"}],
    "give": {"kind": "gift_card", "amount": {"fixed": "100.00"}},
}


async def carla_names_ben(house: House, **given: Any) -> dict[str, Any]:
    """Ben, named by Carla with his leave in a program of introductions."""
    program_id = given.pop("program_id", None) or await an_introduction_program(house)
    named = {
        "program_id": program_id,
        "referrer_ref": {"email": "carla@clients.example", "name": {"given": "Carla"}},
        "prospect_ref": {"email": "ben@buyers.example", "name": {"given": "Ben"}},
        "permission": True,
        **given,
    }
    answer = await house.post("/v1/referrals", named)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def an_introduction_program(house: House, **changes: Any) -> str:
    given = {"kind": "active_intro", "rewards": [REWARD], **changes}
    program = await a_program(house, **given)
    return str(program["id"])
