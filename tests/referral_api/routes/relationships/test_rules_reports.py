"""The rules of what clients say and get (R-NPS, R-REV, R-VAL), by their ids."""

from datetime import datetime, timedelta

import pytest
from tests.referral_api.said import said
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.events import TaskOpened

AT = "2026-03-05T12:00:00Z"
BEN = {"email": "ben@example.com"}


async def reviewed(house, stars, **more):
    named = {"source": "google", "external_id": "r1", "person_ref": BEN, "written_at": AT}
    return await house.post("/v1/reviews", {**named, "rating": {"value": stars}, **more})


async def scored(house, score):
    named = {"source": "d", "external_id": "1", "person_ref": BEN, "answered_at": AT}
    return await house.post("/v1/survey_answers", {**named, "score": score})


@pytest.mark.parametrize(
    ("score", "scale_min", "status"),
    [(0, 0, 201), (10, 0, 201), (0, 1, 422), (11, 0, 422), (-1, 0, 422), (9.5, 0, 422)],
)
async def test_r_nps_01_a_score_is_a_whole_number_on_its_scale(house, score, scale_min, status):
    body = {"source": "d", "external_id": "1", "person_ref": BEN, "answered_at": AT}

    answer = await house.post(
        "/v1/survey_answers", {**body, "score": score, "scale_min": scale_min}
    )

    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("contact", "why_not"),
    [
        ({"kind": "milestone_note", "value": "A year with us."}, None),
        ({"kind": "problem_solved", "value": "Gate fixed.", "evidence": "ticket 3"}, None),
        ({"kind": "problem_solved", "value": "Gate fixed."}, "evidence_missing"),
        ({"kind": "useful_information", "evidence": "https://x.example"}, "empty_contact"),
        ({"kind": "newsletter", "value": "Our news."}, "kind_gives_nothing"),
        ({"kind": "checking_in"}, "kind_gives_nothing"),
    ],
)
async def test_r_val_02_a_contact_counts_where_it_gave_something(house, contact, why_not):
    answer = await house.post(
        "/v1/value_contacts", {"person_ref": BEN, "occurred_at": AT, **contact}
    )

    assert answer.status_code == 201, answer.text
    assert (answer.json()["counts"], answer.json()["not_counted"]) == (why_not is None, why_not)


@pytest.mark.parametrize(
    ("industry", "person", "why_not"),
    [
        ("retail", {}, None),
        ("retail", {"occupation": "Mayor", "employer": "City of Salem"}, "not_allowed_by_law"),
        ("mortgage broker", {}, "not_allowed_by_law"),
        ("dental practice", {}, "not_allowed_by_law"),
    ],
)
async def test_r_val_04_a_free_extra_is_no_value_where_the_law_does_not_allow_it(
    open_house, industry, person, why_not
):
    house = await open_house(industry=industry, country="US", region="OH")
    ben = await a_person(house, BEN["email"], **person)
    extra = {"kind": "extra_service_free", "value": "A second coat.", "occurred_at": AT}

    answer = await house.post("/v1/value_contacts", {"person_ref": ben["id"], **extra})

    assert answer.status_code == 201, answer.text
    assert (answer.json()["counts"], answer.json()["not_counted"]) == (why_not is None, why_not)


@pytest.mark.parametrize(("score", "task"), [(0, True), (6, True), (7, False), (9, False)])
async def test_r_nps_06_somebody_looks_after_a_detractor_within_a_day(
    house, referral_db, score, task
):
    answer = await scored(house, score)
    await scored(house, score)

    opened = await said(referral_db, TaskOpened)
    assert [each.kind for each in opened] == (["recover_service"] if task else [])
    for each in opened:
        created = datetime.fromisoformat(answer.json()["created_at"])
        assert each.due_at is not None
        assert abs(each.due_at - created - timedelta(hours=24)) < timedelta(minutes=1)
        assert answer.json()["id"] in each.subjects


async def test_r_nps_06_it_is_the_clients_own_rep_who_does(house, referral_db):
    rep = await a_person(house, "rae@example.com")
    await a_person(house, BEN["email"], rep_id=rep["id"])

    await scored(house, 3)

    [opened] = await said(referral_db, TaskOpened)
    assert opened.assignee_id is not None
    assert ids.show("per", opened.assignee_id) == rep["id"]


@pytest.mark.parametrize(
    ("stars", "more", "task"), [(3, {}, True), (4, {}, False), (1, {"withdrawn": True}, False)]
)
async def test_r_rev_05_somebody_looks_after_whoever_wrote_a_bad_review(
    house, referral_db, stars, more, task
):
    review = await reviewed(house, stars, **more)
    await reviewed(house, stars, **more)

    opened = await said(referral_db, TaskOpened)
    assert [each.kind for each in opened] == (["recover_service"] if task else [])
    assert all(review.json()["person_id"] in each.subjects for each in opened)
