"""`GET /v1/people?name=…`: by the beginnings of words of a name."""

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from referral_api.db.people.words import called


async def person(house, number, **name):
    body = {"emails": [f"p{number}@example.com"], "name": name}
    answer = await house.post("/v1/people", body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["id"]


async def found(house, name, **more):
    answer = await house.get("/v1/people", name=name, order="asc", **more)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["data"]]


async def test_people_are_found_by_the_beginnings_of_their_names(house, open_house):
    jose = await person(house, 1, display="José María Núñez")
    josefa = await person(house, 2, given="Josefa", family="Nunn")
    ben = await person(house, 3, display="Ben Buyer")
    other = await open_house(slug="green-door")
    await person(other, 1, display="José María Núñez")

    assert await found(house, "JOSE") == [jose, josefa]
    assert await found(house, "nun") == [jose, josefa]
    assert await found(house, "nuñe jos") == [jose]
    assert await found(house, "buyer") == [ben]
    assert await found(house, "uyer") == []
    assert await found(house, "ben", email="p1@example.com") == []


async def test_a_new_name_replaces_the_old_one(house):
    ben = await person(house, 1, display="Ben Buyer")

    await house.patch(f"/v1/people/{ben}", {"name": {"display": "Benno Buyer"}})

    assert await found(house, "benno") == await found(house, "buyer") == [ben]
    assert await found(house, "ben b") == [ben]
    await house.patch(f"/v1/people/{ben}", {"name": {"display": "Cleo"}})
    assert await found(house, "ben") == await found(house, "buyer") == []
    assert await found(house, "cleo") == [ben]


async def test_who_was_merged_or_erased_is_not_found(house, referral_db):
    ben, anna = await person(house, 1, display="Ben"), await person(house, 2, display="Anna")
    cleo = await person(house, 3, display="Cleo")

    await house.post(f"/v1/people/{ben}/merge", {"into": anna})
    await house.post(f"/v1/people/{cleo}/erase")

    assert await found(house, "ben") == await found(house, "cleo") == []
    assert await found(house, "anna") == [anna]
    async with referral_db.begin([house.business_id]) as session:
        words = set(await session.scalars(text("select word from person_word")))
    assert "cleo" not in words


async def test_a_page_goes_on_where_the_last_one_ended(house):
    people = [await person(house, number, display=f"Ana {number}") for number in range(5)]
    first = (await house.get("/v1/people", name="ana", limit=2)).json()
    late = await person(house, 9, display="Ana Late")

    second = (
        await house.get("/v1/people", name="ana", limit=2, cursor=first["next_cursor"])
    ).json()
    other = await house.get("/v1/people", name="an", limit=2, cursor=first["next_cursor"])

    told = [each["id"] for each in first["data"] + second["data"]]
    assert told == people[:0:-1]
    assert late not in told
    assert (other.status_code, other.json()["code"]) == (422, "invalid_cursor")


async def test_a_name_without_words_is_pointed_at(house):
    refused = await house.get("/v1/people", name="--")

    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == ["?name"]


async def test_row_security_lets_the_index_of_words_be_used(house, referral_db):
    (wanted,) = called(house.business_id, ["ana"])
    words = wanted.right.compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    many = text("""
        insert into person_word (business_id, word, person_id)
        select :business_id, md5(n::text), gen_random_uuid() from generate_series(1, 2000) n
    """)
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(many, {"business_id": house.business_id})
        raw = await session.connection()
        # A table that nobody analysed looks small, and a small one is read whole.
        await raw.exec_driver_sql("set local enable_seqscan = off")
        plan = [row[0] for row in await raw.exec_driver_sql(f"explain {words}")]

    assert any("Index Cond" in line and "(word >= 'ana'::text)" in line for line in plan), plan
