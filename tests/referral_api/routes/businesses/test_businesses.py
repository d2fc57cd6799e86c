"""Businesses and API keys over HTTP."""

import httpx
import pytest
from tests.referral_api.conftest import OPERATOR_TOKEN, House, OpenHouse
from tests.referral_api.said import said

from goodword.database import Database
from goodword.events import BusinessChanged

OPERATOR = {"Authorization": f"Bearer {OPERATOR_TOKEN}"}


async def test_the_operator_creates_a_business_which_is_announced(visitor: httpx.AsyncClient):
    body = {"name": "Blue Door", "mode": "test", "time_zone": "America/New_York"}

    answer = await visitor.post("/v1/businesses", json=body, headers=OPERATOR)

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["object"] == "business"
    assert made["id"].startswith("biz_")
    assert made["slug"].startswith("blue-door-")
    assert made["version"] == 1
    assert answer.headers["ETag"] == '"1"'


async def test_without_the_operators_token_no_business_is_created(visitor: httpx.AsyncClient):
    body = {"name": "Blue Door", "mode": "test"}

    answer = await visitor.post("/v1/businesses", json=body, headers={"Authorization": "Bearer x"})

    assert answer.status_code == 401
    assert answer.json()["code"] == "invalid_operator_token"


async def test_a_business_changes_what_it_names_and_nothing_else(house: House):
    answer = await house.patch("/v1/business", {"industry": "bakery", "place": {"country": "US"}})

    changed = answer.json()
    assert answer.status_code == 200, answer.text
    assert (changed["industry"], changed["place"]["country"]) == ("bakery", "US")
    assert (changed["name"], changed["version"]) == ("Blue Door", 2)


async def test_how_a_business_looks_and_writes_is_announced(house: House, referral_db: Database):
    wanted = {
        "reply_to": "care@harbor.example",
        "contact_email": "owner@harbor.example",
        "parameters": {
            "logo_url": "https://cdn.harbor.example/logo.png",
            "colour": "#b4532a",
            "mail_hours": {"opens": "09:00", "closes": "24:00", "weekends": False},
        },
    }

    answer = await house.patch("/v1/business", wanted)

    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert {name: changed[name] for name in ("reply_to", "contact_email")} == {
        "reply_to": "care@harbor.example",
        "contact_email": "owner@harbor.example",
    }
    assert changed["parameters"].items() >= wanted["parameters"].items()
    told = (await said(referral_db, BusinessChanged))[-1]
    assert told.addresses.reply_to == "care@harbor.example"
    assert told.addresses.contact_email == "owner@harbor.example"
    assert told.parameters == wanted["parameters"]


@pytest.mark.parametrize(
    ("parameters", "pointer"),
    [
        ({"logo_url": "http://cdn.example/logo.png"}, "/parameters/logo_url"),
        ({"logo_url": "https://localhost/logo.png"}, "/parameters/logo_url"),
        ({"logo_url": "https://me:pw@cdn.example/l.png"}, "/parameters/logo_url"),
        ({"logo_url": 'https://cdn.example/l.png" onload=x'}, "/parameters/logo_url"),
        ({"logo_url": "https://["}, "/parameters/logo_url"),
        ({"colour": "red"}, "/parameters/colour"),
        ({"colour": "#fff;x:y"}, "/parameters/colour"),
        ({"mail_hours": {"opens": "20:00", "closes": "08:00"}}, "/parameters/mail_hours"),
        ({"mail_hours": {"opens": "8", "closes": "20:00"}}, "/parameters/mail_hours/opens"),
        ({"mail_hours": {"opens": "08:00", "closes": "25:00"}}, "/parameters/mail_hours/closes"),
    ],
)
async def test_a_look_that_letters_cannot_have_is_refused(house: House, parameters, pointer):
    answer = await house.patch("/v1/business", {"parameters": parameters})

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


async def test_a_new_key_opens_what_its_scopes_say_until_it_is_deleted(house: House):
    made = (await house.post("/v1/api_keys", {"name": "till", "scopes": ["read"]})).json()
    headers = {"Authorization": f"Bearer {made['key']}"}

    reading = await house.http.get("/v1/business", headers=headers)
    writing = await house.http.patch("/v1/business", json={"name": "X"}, headers=headers)
    await house.http.delete(f"/v1/api_keys/{made['id']}")
    after = await house.http.get("/v1/business", headers=headers)

    assert reading.status_code == 200
    assert (writing.status_code, writing.json()["code"]) == (403, "missing_scope")
    assert (after.status_code, after.json()["code"]) == (401, "invalid_api_key")


async def test_a_business_sees_its_own_keys_only(open_house: OpenHouse):
    one, other = await open_house(), await open_house()

    listed = (await one.get("/v1/api_keys")).json()["data"]
    foreign = await other.http.delete(f"/v1/api_keys/{listed[0]['id']}")

    assert [key["name"] for key in listed] == ["tests"]
    assert "key" not in listed[0]
    assert foreign.status_code == 404


async def test_a_business_says_when_it_asks_for_tax_forms(house: House):
    changed = await house.patch("/v1/business", {"parameters": {"tax_forms": {"at_percent": 50}}})
    refused = await house.patch("/v1/business", {"parameters": {"tax_forms": {"at_percent": 101}}})

    told = {"asked": True, "at_percent": 50}
    assert changed.json()["parameters"]["tax_forms"] == told
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/parameters/tax_forms/at_percent"


async def test_a_business_says_what_a_person_looks_at_first(house: House):
    changed = await house.patch("/v1/business", {"parameters": {"fraud": {"most_people_a_day": 5}}})
    refused = await house.patch("/v1/business", {"parameters": {"fraud": {"most_people_a_day": 0}}})

    assert changed.json()["parameters"]["fraud"] == {"most_people_a_day": 5}
    assert refused.json()["errors"][0]["pointer"] == "/parameters/fraud/most_people_a_day"
