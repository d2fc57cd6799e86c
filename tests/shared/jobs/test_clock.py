"""The time of a business."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.shared.jobs.desk import LIVE, OTHER, TEST

from goodword import clock, ids
from goodword.testing.jobs import move_clock


async def test_the_clock_of_a_live_business_is_the_databases(desk, db):
    await desk.admits("update business set clock_offset_s = 99 where mode = 'live'")

    async with db.begin([LIVE]) as session:
        assert await clock.now(session, LIVE) == await session.scalar(text("select now()"))


async def test_the_clock_of_a_test_business_is_ahead_by_its_offset(desk, db):
    await move_clock(db, TEST, 3600)
    await move_clock(db, TEST, 60)

    async with db.begin([TEST, OTHER, LIVE]) as session:
        real = await session.scalar(text("select now()"))
        assert await clock.now(session, TEST) == real + timedelta(seconds=3660)
        assert await clock.now_of(session, [TEST, OTHER, LIVE]) == {
            TEST: real + timedelta(seconds=3660),
            OTHER: real,
            LIVE: real,
        }


async def test_a_business_that_is_unknown_or_unseen_has_no_clock(desk, db):
    async with db.begin([TEST]) as session:
        for business in (ids.new(), OTHER):
            with pytest.raises(LookupError, match="no business"):
                await clock.now(session, business)
