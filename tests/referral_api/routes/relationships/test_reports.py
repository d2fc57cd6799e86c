"""`/v1/reviews`, `/v1/survey_answers`, `/v1/value_contacts`, `/v1/issues`, …"""

from tests.referral_api.people import ana_joins

AT = "2026-03-05T12:00:00Z"
BEN = {"email": "ben@example.com"}


async def test_a_review_is_shown_with_its_newest_words(house):
    body = {
        "source": "google",
        "external_id": "r1",
        "person_ref": BEN,
        "rating": {"value": "4.5", "out_of": 5},
        "text": "Good work.",
        "written_at": AT,
    }
    new = await house.post("/v1/reviews", body)
    same = await house.post("/v1/reviews", body)
    edited = await house.post(
        "/v1/reviews", {**body, "text": "Very good.", "updated_at": "2026-03-06T12:00:00Z"}
    )

    assert (new.status_code, same.status_code, edited.status_code) == (201, 200, 200)
    assert edited.json()["version"] == 2
    [listed] = (await house.get("/v1/reviews", source="google")).json()["data"]
    assert (listed["text"], listed["rating"]) == (
        "Very good.",
        {"value": "4.500", "out_of": "5.000"},
    )


async def test_an_issue_is_resolved_once_and_not_in_the_future(house):
    opened = {"person_ref": BEN, "kind": "question", "opened_at": AT}
    issue = (await house.post("/v1/issues", opened)).json()
    path = f"/v1/issues/{issue['id']}/resolve"

    early = await house.post(path, {"resolved_at": "2026-03-01T12:00:00Z"})
    late = await house.post(path, {"resolved_at": "2999-03-01T12:00:00Z"})
    done = await house.post(path, {"resolved_at": "2026-03-06T12:00:00Z"})
    again = await house.post(path, {"resolved_at": "2026-03-07T12:00:00Z"})

    assert [early.status_code, late.status_code] == [422, 422]
    assert early.json()["errors"][0]["pointer"] == "/resolved_at"
    assert done.json()["resolved_at"] == again.json()["resolved_at"] == "2026-03-06T12:00:00Z"
    assert again.json()["version"] == 2


async def test_a_source_and_an_id_come_together(house):
    body = {"person_ref": BEN, "kind": "question", "opened_at": AT, "source": "desk"}

    answer = await house.post("/v1/issues", body)

    assert answer.status_code == 422


async def test_all_of_it_is_in_the_timeline_of_the_person(house):
    ana = await ana_joins(house)
    ref = {"person_ref": ana["person_id"]}
    named = {"source": "crm", "external_id": "1", **ref}
    review = {"kind": "review", "site": "google"}
    for path, body in (
        ("reviews", {**named, "rating": {"value": 5}, "written_at": AT}),
        ("survey_answers", {**named, "score": 9, "answered_at": AT}),
        ("value_contacts", {**ref, "kind": "milestone_note", "value": "x", "occurred_at": AT}),
        ("issues", {**ref, "kind": "billing", "opened_at": AT, "resolved_at": AT}),
        ("opportunities", {**named, "stage": "committing", "changed_at": AT}),
        ("order_fulfilments", {**ref, "fulfilled_at": AT}),
        ("invitations", {**ref, **review, "template": "x", "decided_at": AT}),
    ):
        assert (await house.post(f"/v1/{path}", body)).status_code == 201

    told = await house.get(f"/v1/people/{ana['person_id']}/timeline", limit=100)

    assert {
        "review_written",
        "survey_answered",
        "value_given",
        "issue_opened",
        "issue_resolved",
        "opportunity_committing",
        "order_fulfilled",
        "invited",
    } <= {entry["type"] for entry in told.json()["data"]}
