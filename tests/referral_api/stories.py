"""The beginnings of stories that several tests tell, over HTTP."""

from typing import Any

from tests.referral_api.conftest import House


def a_document(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Give $50, get $50",
        "kind": "code",
        "currency": "USD",
        "destination_url": "https://shop.example/welcome?utm_source=friend",
        "rewards": [
            {
                "rule": "referrer",
                "to": "referrer",
                "on": "sale",
                "when": [{"field": "sale.net", "op": "gte", "value": "50.00"}],
                "give": {"kind": "gift_card", "amount": {"fixed": "50.00"}},
            }
        ],
        **changes,
    }


async def a_draft(house: House, **changes: Any) -> dict[str, Any]:
    answer = await house.post("/v1/programs", {"document": a_document(**changes)})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def a_program(house: House, **changes: Any) -> dict[str, Any]:
    """A published program."""
    draft = await a_draft(house, **changes)
    answer = await house.post(f"/v1/programs/{draft['id']}/publish")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def a_sign_off(house: House, program_id: str, place: str = "US-OH") -> dict[str, Any]:
    """Somebody signs for what is published of a program."""
    body = {"place": place, "reason": "Our counsel's letter of 1 March."}
    answer = await house.post(f"/v1/programs/{program_id}/sign_offs", body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def a_template(
    house: House, kind: str = "referral_ask", language: str = "en", **words: str
) -> dict[str, Any]:
    """A template of the business's own, as a draft: a copy of ours unless words are given."""
    body = {"kind": kind, "language": language, **words}
    answer = await house.post("/v1/templates", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def a_person(house: House, email: str = "ana@example.com", **more: Any) -> dict[str, Any]:
    answer = await house.post("/v1/people", {"emails": [email], **more})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def a_participant(house: House, **more: Any) -> dict[str, Any]:
    """Ana, in a published program unless one is given."""
    program_id = more.pop("program_id", None) or (await a_program(house))["id"]
    body = {"program_id": program_id, "person_ref": {"email": "ana@example.com"}, **more}
    answer = await house.post("/v1/participants", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
