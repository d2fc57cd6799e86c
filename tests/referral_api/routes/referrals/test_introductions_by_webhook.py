"""Introductions that a business's own systems report by Standard Webhooks."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.said import said
from tests.referral_api.sources.test_standard_signature import signed

from goodword import ids
from goodword.events import IntroductionMade
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries

MEETING = {"kind": "meeting_record", "ref": "cal-1"}


@pytest.fixture
async def report(house, visitor, tools, referral_db, hearing):
    """Posts introductions, does what the applier does; the delivery."""
    made = (await house.post("/v1/connections", {"source": "standard", "name": "crm"})).json()

    async def post(data, of=house, connection=None):
        to, now = connection or made, datetime.now(UTC)
        message = {"type": "introduction", "timestamp": now.isoformat(), "data": data}
        body = json.dumps(message).encode()
        headers = signed(body, secret=to["secret"], at=now, message_id=ids.new().hex)
        answer = await visitor.post(f"/webhooks/{to['id']}", content=body, headers=headers)
        assert answer.status_code == 202, answer.text
        keys = {"hasher": tools.hasher, "sealer": tools.sealer}
        while await apply_deliveries(referral_db, sources=SOURCES, **keys):
            pass
        return (await of.get(f"/v1/deliveries/{answer.json()['id']}")).json()

    return post


async def test_r_int_05_evidence_makes_it_an_introduction(house, referral_db, report):
    referral = await carla_names_ben(house)

    delivery = await report({"referral_id": referral["id"], "evidence": MEETING})

    made = (await house.get(f"/v1/referrals/{referral['id']}")).json()
    assert (made["status"], made["class"]) == ("introduced", "active_referral")
    assert made["introduction"]["evidence"] == MEETING | {"authentication": None}
    [event] = await said(referral_db, IntroductionMade)
    assert (event.evidence_kind, event.verified, event.actor) == ("meeting_record", True, None)
    assert (delivery["status"], delivery["facts"]) == ("applied", [referral["id"]])


async def test_one_that_is_reported_again_changes_nothing_and_says_so(house, referral_db, report):
    referral = await carla_names_ben(house)
    await report({"referral_id": referral["id"], "evidence": MEETING})

    again = await report({"referral_id": referral["id"], "evidence": {**MEETING, "ref": "cal-2"}})

    assert len(await said(referral_db, IntroductionMade)) == 1
    assert (again["status"], again["facts"]) == ("applied", [])
    assert again["reason"] == "The referral is introduced, so the introduction changes nothing."


async def test_another_businesss_referral_is_not_theirs(house, open_house, referral_db, report):
    referral = await carla_names_ben(house)
    other = await open_house(slug="other")
    made = (await other.post("/v1/connections", {"source": "standard", "name": "crm"})).json()

    delivery = await report(
        {"referral_id": referral["id"], "evidence": MEETING}, of=other, connection=made
    )

    assert (delivery["status"], delivery["reason"]) == (
        "failed",
        "There is no referral with this id.",
    )
    assert await said(referral_db, IntroductionMade) == []


async def test_one_that_is_still_to_come_is_no_introduction(house, referral_db, report):
    referral = await carla_names_ben(house)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()

    delivery = await report({"referral_id": referral["id"], "evidence": MEETING, "at": tomorrow})

    assert delivery["status"] == "failed"
    assert await said(referral_db, IntroductionMade) == []
