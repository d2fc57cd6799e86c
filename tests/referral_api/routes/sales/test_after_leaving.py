"""Purchases by the code of somebody who has left the program."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.referral_api.people import ana_joins
from tests.referral_api.routes.referrals.test_explanations import bought, explained

from goodword.events import SaleClosed
from goodword.testing.events import events_of


@pytest.fixture
async def gone(house):
    """Ana, who joined and left."""
    ana = await ana_joins(house)
    left = await house.patch(f"/v1/participants/{ana['id']}", {"status": "left"})
    assert left.status_code == 200, left.text
    return left.json()


async def test_a_purchase_after_that_is_nobodys_and_says_why(house, gone, referral_db):
    sale = await bought(house)

    told = await explained(house, "sales", sale["id"])

    assert sale["referral_id"] is None
    assert [one["outcome"] for one in sale["match"]["candidates"]] == ["left"]
    assert "Whoever ANA20 belongs to had left the program before the purchase." in told["sentence"]
    assert (await house.get("/v1/referrals")).json()["data"] == []
    [closed] = [
        one.event for one in await events_of(referral_db) if one.type.endswith("sale-closed.v1")
    ]
    assert isinstance(closed, SaleClosed)
    assert closed.referral is None


async def test_one_from_before_that_is_told_late_still_counts(house, gone):
    left_at = datetime.fromisoformat(gone["left_at"])
    before = left_at - timedelta(microseconds=1)

    sale = await bought(house, occurred_at=before.astimezone(UTC).isoformat())

    assert sale["referral_id"] is not None
    assert sale["match"]["by"] == "code"


async def test_the_story_of_who_left_says_so(house, gone):
    told = await explained(house, "participants", gone["id"])

    assert "later purchases by the code count for nobody." in told["sentence"]
    assert "participant_left" in [one["what"] for one in told["story"]]
