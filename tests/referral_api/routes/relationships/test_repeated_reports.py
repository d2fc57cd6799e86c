"""The same report again: answered as it is kept, or told where it differs and is left."""

AT = "2026-03-05T12:00:00Z"
BEN = {"email": "ben@example.com"}


async def test_a_report_that_is_known_and_left_as_it_is_says_what_differs(house):
    named = {"source": "desk", "external_id": "1", "person_ref": BEN}
    contact = {**named, "kind": "milestone_note", "value": "A year.", "occurred_at": AT}
    earlier = {"occurred_at": "2026-03-01T12:00:00Z", "value": "A month."}
    cleo = {"person_ref": {"email": "cleo@example.com"}}
    made = (await house.post("/v1/value_contacts", contact)).json()

    same = await house.post("/v1/value_contacts", contact)
    older = await house.post("/v1/value_contacts", contact | earlier)
    other = await house.post("/v1/value_contacts", contact | cleo)
    noted = await house.post("/v1/value_contacts", contact | {"metadata": {"desk": "2"}})

    assert (same.status_code, same.json()) == (200, made)
    for refused, pointers in ((older, ["/value", "/occurred_at"]), (other, ["/person_ref"])):
        assert (refused.status_code, refused.json()["code"]) == (409, "report_differs")
        assert [each["pointer"] for each in refused.json()["errors"]] == pointers
        assert refused.json()["known_as"] == made["id"]
    assert (noted.status_code, noted.json()["metadata"]) == (200, {"desk": "2"})
    assert (await house.get("/v1/people", email="cleo@example.com")).json()["data"] == []


async def test_an_older_version_by_its_sender_s_own_time_is_left_and_answered(house):
    deal = {"source": "crm", "external_id": "1", "person_ref": BEN}
    newest = deal | {"stage": "committing", "changed_at": "2026-03-06T12:00:00Z"}
    made = (await house.post("/v1/opportunities", newest)).json()
    review = {"source": "google", "external_id": "1", "person_ref": BEN, "written_at": AT}
    edited = review | {"text": "Good.", "updated_at": "2026-03-06T12:00:00Z"}
    await house.post("/v1/reviews", edited)

    older = await house.post("/v1/opportunities", deal | {"stage": "open", "changed_at": AT})
    first = await house.post("/v1/reviews", review | {"text": "Fine.", "updated_at": AT})
    undated = await house.post("/v1/reviews", review | {"text": "Fine."})

    assert (older.status_code, older.json()) == (200, made)
    assert (first.status_code, first.json()["text"]) == (200, "Good.")
    assert (undated.status_code, undated.json()["errors"][0]["pointer"]) == (409, "/text")
