"""Reports about clients: kept once, the newest version counts, and news is said."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from tests.referral_api.said import said

from goodword.events import (
    Event,
    IssueResolved,
    OpportunityChanged,
    ReviewReceived,
)
from referral_api.domain.relationships.bodies import (
    IssueBody,
    OpportunityBody,
    OrderFulfilmentBody,
    ReviewBody,
    SurveyAnswerBody,
    ValueContactBody,
)
from referral_api.domain.relationships.reports import Report
from referral_api.use_cases.relationships.keep_reports import keep_reports

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
BEN = {"email": "ben@example.com"}


def review(stars, hours=0, **more):
    written = {"written_at": NOON, "updated_at": NOON + timedelta(hours=hours)}
    named = {"source": "google", "external_id": "r1", "person_ref": BEN}
    return ReviewBody.model_validate({**named, "rating": {"value": stars}, **written, **more})


@pytest.fixture
def keep(house, referral_db):
    async def all_at_once(*bodies):
        async with referral_db.begin([house.business_id]) as session:
            reports = [Report.of(house.business_id, body) for body in bodies]
            return await keep_reports(reports, session=session)

    return all_at_once


async def test_a_review_is_kept_and_said_once_however_often_it_comes(keep, referral_db):
    (first,) = await keep(review(5, text="Great."))
    (again,) = await keep(review(5, text="Great."))

    assert (first.is_new, again.news) == (True, False)
    [told] = await said(referral_db, ReviewReceived)
    assert (told.version, told.rating, told.has_text, told.site) == (1, 5, True, "google")


@pytest.mark.parametrize("order", [*permutations(range(3))])
async def test_the_newest_edit_counts_in_whatever_order_they_come(keep, referral_db, order):
    edits = [review(5), review(2, hours=1), review(4, hours=2)]

    for index in order:
        (kept,) = await keep(edits[index])

    assert kept.row.rating == 4
    versions = [(each.version, each.rating) for each in await said(referral_db, ReviewReceived)]
    assert [version for version, _ in versions] == list(range(1, len(versions) + 1))
    assert versions[-1][1] == 4


async def test_of_several_in_one_batch_the_newest_is_kept_and_said_once(keep, referral_db):
    kept = await keep(review(4, hours=2), review(5), review(2, hours=1))

    assert [each.row.rating for each in kept] == [4, 4, 4]
    assert [each.rating for each in await said(referral_db, ReviewReceived)] == [4]


async def test_a_review_that_is_taken_back_is_said_as_withdrawn(keep, referral_db):
    await keep(review(5))
    await keep(review(5, hours=1, withdrawn=True))

    assert [each.withdrawn for each in await said(referral_db, ReviewReceived)] == [False, True]


async def test_everything_said_of_a_person_is_counted_in_one_row(keep, referral_db):
    at = NOON
    named = {"source": "crm", "external_id": "1", "person_ref": BEN}
    await keep(
        review(5),
        SurveyAnswerBody(**named, score=9, answered_at=at),
        ValueContactBody(person_ref=BEN, kind="invoice", occurred_at=at),
        ValueContactBody(person_ref=BEN, kind="invoice", occurred_at=at),
        IssueBody(**named, kind="complaint", opened_at=at),
        OpportunityBody(**named, stage="open", changed_at=at),
        OrderFulfilmentBody(**named, fulfilled_at=at),
    )
    await keep(OpportunityBody(**named, stage="won", changed_at=at + timedelta(days=1)))

    told = [each for each in await said(referral_db, Event) if each.topic == "relationships"]
    assert len(told) == 8
    assert [each.stage for each in told if isinstance(each, OpportunityChanged)] == ["open", "won"]


async def test_a_batch_takes_as_many_statements_as_one(keep, statements):
    with statements() as one:
        await keep(review(5, external_id="a"))
    with statements() as many:
        await keep(*(review(5, external_id=str(n), person_ref=BEN) for n in range(50)))

    assert len(many) <= len(one)


async def test_an_issue_that_was_resolved_says_all_of_itself(keep, referral_db):
    named = {"source": "desk", "external_id": "7", "person_ref": BEN}
    await keep(IssueBody(**named, kind="billing", opened_at=NOON))
    later = NOON + timedelta(days=1)
    await keep(IssueBody(**named, kind="billing", opened_at=NOON, resolved_at=later))

    [resolved] = await said(referral_db, IssueResolved)
    assert (resolved.kind, resolved.opened_at, resolved.resolved_at) == ("billing", NOON, later)
