"""The clock of test businesses over HTTP."""

from datetime import datetime, timedelta

from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said

from goodword.database import Database
from goodword.events import BusinessChanged, ClockApplied
from goodword.ids import show
from referral_api.db.businesses.clocks import save_applied

DAY_S = 86_400


async def test_the_clock_moves_and_shows_who_has_followed(referral_db: Database, house: House):
    before = (await house.get("/v1/test_clock")).json()

    moved = await house.post("/v1/test_clock/advance", {"by_s": 30 * DAY_S})
    applied = ClockApplied(
        business_id=house.business_id, service="rewards-worker", offset_s=30 * DAY_S
    )
    late = applied.model_copy(update={"offset_s": 5})
    async with referral_db.begin([house.business_id]) as session:
        await save_applied(session, [applied, late])
        await save_applied(session, [late])
    after = (await house.get("/v1/test_clock")).json()

    assert (moved.status_code, moved.json()["offset_s"]) == (202, 30 * DAY_S)
    assert before["services"] == []
    assert after["services"] == [
        {"service": "rewards-worker", "offset_s": 30 * DAY_S, "applied": True}
    ]
    passed = datetime.fromisoformat(after["now"]) - datetime.fromisoformat(before["now"])
    assert timedelta(days=30) <= passed < timedelta(days=30, minutes=1)
    assert (await said(referral_db, BusinessChanged))[-1].clock_offset_s == 30 * DAY_S


async def test_the_time_of_a_live_business_is_real(open_house: OpenHouse):
    live = await open_house(mode="live")

    answer = await live.post("/v1/test_clock/advance", {"by_s": 1})

    assert (answer.status_code, answer.json()["code"]) == (409, "live_mode")


async def test_a_clock_never_moves_back(house: House):
    answer = await house.post("/v1/test_clock/advance", {"by_s": -1})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/by_s")
    assert (await house.get("/v1/test_clock")).json()["id"] == show("biz", house.business_id)
