"""How often clients are surveyed, and the figure over what they answer (R-NPS-03, R-NPS-04)."""

from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any

import pytest
from tests.referral_api.conftest import House
from tests.referral_api.stories import a_person

from goodword import ids
from goodword.database import Database
from referral_api.domain.relationships.bodies import InvitationBody, SurveyAnswerBody
from referral_api.domain.relationships.reports import Report
from referral_api.use_cases.relationships.keep_reports import keep_reports

BEN = {"email": "ben@example.com"}
DAY_0 = datetime(2026, 1, 1, 12, tzinfo=UTC)
RELATIONSHIP, TRANSACTIONAL = "relationship_survey", "transactional_survey"


def on(day: float) -> str:
    return (DAY_0 + timedelta(days=day)).isoformat()


async def invited(house: House, kind: str, day: float, **more: Any) -> dict[str, Any]:
    body = {"person_ref": BEN, "kind": kind, "template": "v1", "decided_at": on(day), **more}
    answer = await house.post("/v1/invitations", body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def delivered(house: House, day: float, who: dict[str, str] = BEN) -> None:
    answer = await house.post("/v1/order_fulfilments", {"person_ref": who, "fulfilled_at": on(day)})
    assert answer.status_code == 201, answer.text


async def nps(house: House, first: float, last: float) -> Any:
    return await house.get("/v1/scores/nps", **{"from": on(first), "to": on(last)})


@pytest.mark.parametrize(
    ("first", "second", "after", "against"),
    [
        (RELATIONSHIP, RELATIONSHIP, 90, []),
        (RELATIONSHIP, RELATIONSHIP, 89.99, ["relationship_survey_too_soon"]),
        (RELATIONSHIP, RELATIONSHIP, 5, ["relationship_survey_too_soon", "survey_too_soon"]),
        (TRANSACTIONAL, RELATIONSHIP, 30, []),
        (TRANSACTIONAL, RELATIONSHIP, 29.99, ["survey_too_soon"]),
        (RELATIONSHIP, TRANSACTIONAL, 29.99, ["survey_too_soon"]),
    ],
)
async def test_r_nps_04_a_survey_that_comes_too_soon_after_another_is_kept_as_such(
    house, first, second, after, against
):
    await delivered(house, 0)

    before = await invited(house, first, 1)
    found = await invited(house, second, 1 + after)

    assert (before["against"], found["against"]) == ([], against)


@pytest.mark.parametrize(
    ("delivered_on", "against"), [(None, ["not_delivered"]), (3, ["not_delivered"]), (2, [])]
)
async def test_r_nps_04_a_survey_about_a_purchase_comes_after_it_was_delivered(
    house, delivered_on, against
):
    if delivered_on is not None:
        await delivered(house, delivered_on)

    found = await invited(house, TRANSACTIONAL, 2)

    assert found["against"] == against


async def test_r_nps_04_what_was_not_sent_and_what_is_told_twice_count_for_nothing(house):
    named = {"source": "delighted", "external_id": "1"}
    await invited(house, RELATIONSHIP, 1, sent=False)

    first = await invited(house, RELATIONSHIP, 2, **named)
    again = await invited(house, RELATIONSHIP, 2, **named)

    assert first["against"] == []
    assert again == first


async def test_r_nps_04_who_was_merged_was_surveyed_as_who_is_left(house):
    ben = await a_person(house, BEN["email"])
    await invited(house, RELATIONSHIP, 1)
    other = await a_person(house, "ben@work.example")
    answer = await house.post(f"/v1/people/{ben['id']}/merge", {"into": other["id"]})
    assert answer.status_code == 200, answer.text

    found = await invited(house, RELATIONSHIP, 20, person_ref={"email": "ben@work.example"})

    assert found["against"] == ["relationship_survey_too_soon", "survey_too_soon"]


async def test_r_nps_04_two_that_come_in_one_batch_are_judged_by_each_other(house, referral_db):
    body = {"person_ref": BEN, "kind": RELATIONSHIP, "template": "v1"}
    bodies = [InvitationBody.model_validate({**body, "decided_at": on(day)}) for day in (40, 1)]

    async with referral_db.begin([house.business_id]) as session:
        kept = await keep_reports(
            [Report.of(house.business_id, each) for each in bodies], session=session
        )

    assert [each.row.against for each in kept] == [["relationship_survey_too_soon"], []]


async def test_r_nps_04_the_business_may_set_other_gaps(house):
    asking = {"parameters": {"asking": {"resurvey_days": 10, "survey_gap_days": 2}}}
    assert (await house.patch("/v1/business", asking)).status_code == 200
    await invited(house, RELATIONSHIP, 1)

    found = [await invited(house, RELATIONSHIP, day) for day in (12, 21)]

    assert [each["against"] for each in found] == [[], ["relationship_survey_too_soon"]]


async def test_r_nps_04_who_is_surveyed_next_is_drawn_by_chance_and_not_by_score(house):
    clients = []
    for at, score in enumerate([0, 10, 3, 9, 7, 10]):
        client = {"email": f"c{at}@example.com"}
        await delivered(house, 0, client)
        said = {"source": "d", "external_id": str(at), "person_ref": client, "score": score}
        answer = await house.post("/v1/survey_answers", {**said, "answered_at": on(0)})
        clients.append(answer.json()["person_id"])
    recent = {"person_ref": clients.pop(1), "kind": RELATIONSHIP, "template": "v1"}
    now = datetime.now(UTC).isoformat()
    await house.post("/v1/invitations", {**recent, "decided_at": now})

    few = (await house.get("/v1/invitations/pick", kind=RELATIONSHIP, seed="a", limit=2)).json()

    assert (few["seed"], few["eligible"], few["person_ids"]) == ("a", 5, drawn("a", clients)[:2])
    for seed in ("a", "b", "c"):
        picked = await house.get("/v1/invitations/pick", kind=RELATIONSHIP, seed=seed)
        assert picked.json()["person_ids"] == drawn(seed, clients)


def drawn(seed: str, people: list[str]) -> list[str]:
    """In the order of a hash, as anybody can check."""

    def rank(shown: str) -> str:
        return md5(f"{seed}{ids.read('per', shown)}".encode(), usedforsecurity=False).hexdigest()

    return sorted(people, key=rank)


@pytest.mark.parametrize(("kind", "free"), [(TRANSACTIONAL, 1), (RELATIONSHIP, 2), ("review", 3)])
async def test_r_nps_04_only_those_are_drawn_whom_nothing_speaks_against(house, kind, free):
    bought = {"email": "bought@example.com"}
    await delivered(house, 0, bought)
    ago = datetime.now(UTC) - timedelta(days=40)
    for name in ("ana", "carl"):
        client = {"email": f"{name}@example.com"}
        sale = {"source": "till", "external_id": name, "occurred_at": on(0), "buyer_ref": client}
        gross = {"minor": 100, "currency": "USD"}
        assert (await house.post("/v1/sales", {**sale, "gross": gross})).status_code == 201
    surveyed = {"person_ref": client, "kind": RELATIONSHIP, "template": "v1"}
    await house.post("/v1/invitations", {**surveyed, "decided_at": ago.isoformat()})

    picked = (await house.get("/v1/invitations/pick", kind=kind)).json()

    assert picked["eligible"] == len(picked["person_ids"]) == free


async def answered(
    house: House, db: Database, scores: list[int], day: float = 1, **more: Any
) -> None:
    """Each by a client of its own."""
    bodies = [
        SurveyAnswerBody.model_validate(
            {
                **{"source": "d", "external_id": f"{day} {at}", "score": score},
                **{"person_ref": {"email": f"c{at}@example.com"}, "answered_at": on(day), **more},
            }
        )
        for at, score in enumerate(scores)
    ]
    async with db.begin([house.business_id]) as session:
        await keep_reports([Report.of(house.business_id, each) for each in bodies], session=session)


async def test_r_nps_03_the_figure_tells_what_it_rests_on(house, referral_db):
    for at in (0, 99, 100):
        await invited(house, RELATIONSHIP, 0, person_ref={"email": f"c{at}@example.com"})
    scores = [9] * 15 + [10] * 15 + [7] * 25 + [8] * 25 + [0, 6] * 10
    await answered(house, referral_db, scores)

    found = (await nps(house, 0, 2)).json()

    assert found == {
        "object": "nps",
        "from": "2026-01-01T12:00:00Z",
        "to": "2026-01-03T12:00:00Z",
        "score": 10.0,
        "margin": 13.7,
        "too_few": False,
        "n": 100,
        "promoters": 30,
        "passives": 50,
        "detractors": 20,
        "invited": 3,
        "response_rate": 0.667,
    }


async def test_r_nps_03_a_client_counts_once_with_their_last_answer_and_on_its_scale(
    house, referral_db
):
    await answered(house, referral_db, [10] * 30)
    await answered(house, referral_db, [0] * 3, day=2)
    await answered(house, referral_db, [1] * 40, day=3, scale_min=1)
    await answered(house, referral_db, [0] * 40, day=9)

    found = (await nps(house, 0, 9)).json()

    assert (found["n"], found["promoters"], found["detractors"]) == (30, 27, 3)
    assert (found["score"], found["response_rate"]) == (80.0, None)


async def test_r_nps_03_few_answers_make_no_figure_and_an_empty_time_is_refused(house, referral_db):
    await answered(house, referral_db, [10] * 29)

    few = (await nps(house, 0, 2)).json()
    empty = await nps(house, 2, 2)

    assert (few["too_few"], few["n"], few["score"], few["margin"]) == (True, 29, None, None)
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "?to")


async def test_r_rev_09_it_can_be_shown_who_could_be_invited_who_was_and_in_which_words(house):
    review = {"kind": "review", "site": "google", "decided_at": on(1), "template": "review v2"}
    asked = await house.post("/v1/invitations", {**review, "person_ref": BEN})
    left = {"person_ref": {"email": "ana@example.com"}, "sent": False}
    passed_over = await house.post("/v1/invitations", {**review, **left})

    found = (await house.get("/v1/invitations", kind="review", site="google", order="asc")).json()

    assert found["data"] == [asked.json(), passed_over.json()]
    assert [(one["sent"], one["template"]) for one in found["data"]] == [
        (True, "review v2"),
        (False, "review v2"),
    ]
    unsent = (await house.get("/v1/invitations", sent="false")).json()["data"]
    assert [one["id"] for one in unsent] == [passed_over.json()["id"]]


@pytest.mark.parametrize(("site", "against"), [("google", []), ("yelp", ["site_forbids_inviting"])])
async def test_r_rev_09_an_invitation_that_its_site_forbids_is_kept_as_such(house, site, against):
    body = {"person_ref": BEN, "kind": "review", "template": "v1", "decided_at": on(1)}

    found = await house.post("/v1/invitations", {**body, "site": site})

    assert found.json()["against"] == against


@pytest.mark.parametrize(
    "changes", [{"site": None}, {"kind": RELATIONSHIP, "site": "google"}, {"template": None}]
)
async def test_r_rev_09_a_review_has_a_site_and_every_invitation_its_words(house, changes):
    body = {"person_ref": BEN, "kind": "review", "site": "google", "template": "v1"}

    answer = await house.post("/v1/invitations", {**body, "decided_at": on(1), **changes})

    assert answer.status_code == 422, answer.text
