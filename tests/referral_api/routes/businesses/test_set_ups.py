"""Setting up providers and channels over HTTP: secrets go in, and never come out."""

import asyncio
from typing import Any

import asyncpg
import orjson
import pytest
from pydantic import SecretStr
from tests.fixtures.database import Databases
from tests.referral_api.conftest import House, OpenHouse
from tests.referral_api.said import said

from goodword import setups
from goodword.bus import Said
from goodword.database import Database
from goodword.events import SettingsChanged, SettingsChecked, SettingsTestRequested
from goodword.programs import GiftKind
from goodword.setups.gifts import ProviderSetUp
from goodword.testing.events import deliver
from referral_api.main import HANDLERS
from referral_api.routes.tools import Tools
from referral_api.use_cases.republish.republish import republish

SECRET = "sk_live_hunter2"
CARDS = "/v1/providers/cards"


class CardsSetUp(ProviderSetUp):
    issues = frozenset({GiftKind.GIFT_CARD, GiftKind.CASH})
    by_default = issues

    campaign: str | None = None
    api_key: SecretStr


@pytest.fixture(autouse=True)
def cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider with a secret."""
    monkeypatch.setitem(setups.SET_UPS, "provider-cards", CardsSetUp)  # type: ignore[arg-type]


async def put(house: House, path: str, settings: dict[str, Any], **more: Any) -> Any:
    return await house.http.put(path, json={"settings": settings}, **more)


async def test_what_is_set_up_is_said_with_its_secrets_sealed(
    house: House, referral_db: Database, tools: Tools
):
    made = await put(house, CARDS, {"api_key": SECRET, "campaign": "SPRING"})

    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["object"], body["kind"], body["version"]) == ("provider", "cards", 1)
    assert (body["settings"], body["secrets"]) == ({"campaign": "SPRING"}, ["api_key"])
    assert body["check"] is None
    assert made.headers["ETag"] == '"1"'
    [told] = await said(referral_db, SettingsChanged)
    assert (told.kind, told.version, told.body) == ("provider-cards", 1, {"campaign": "SPRING"})
    assert orjson.loads(tools.sealer.open(told.sealed)) == {"api_key": SECRET}
    assert (await house.get(CARDS)).json() == body


async def test_no_secret_is_anywhere_in_clear(
    house: House, databases: Databases, caplog: pytest.LogCaptureFixture
):
    answers = [
        await put(house, CARDS, {"api_key": SECRET}),
        await put(house, CARDS, {"api_key": SECRET, "campaign": 7}),
        await put(house, CARDS, {"api_key": [SECRET]}),
        await put(house, CARDS, {"api_key": SECRET, "other": SECRET}),
        await house.get(CARDS),
        await house.post(f"{CARDS}/test"),
    ]

    assert [answer.status_code for answer in answers] == [201, 422, 422, 422, 200, 202]
    assert not [answer.text for answer in answers if SECRET in answer.text]
    assert SECRET not in caplog.text
    assert SECRET not in await everything(databases.admin_url)


async def everything(admin_url: str) -> str:
    """All rows of all tables, as text."""
    connection = await asyncpg.connect(admin_url, ssl=False)
    try:
        tables = await connection.fetch(
            "select schemaname || '.' || tablename as name from pg_tables"
            " where schemaname in ('referral', 'bus')"
        )
        rows = [
            await connection.fetch(f"select t::text from {table['name']} t") for table in tables
        ]
    finally:
        await connection.close()
    return "\n".join(row[0] for found in rows for row in found)


async def test_secrets_that_are_not_named_stay(house: House, referral_db: Database, tools: Tools):
    await put(house, CARDS, {"api_key": SECRET, "campaign": "SPRING"})

    same = await put(house, CARDS, {"campaign": "SPRING"})
    changed = await put(house, CARDS, {"campaign": "FALL"})

    assert (same.status_code, same.json()["version"]) == (200, 1)
    assert (changed.json()["version"], changed.json()["secrets"]) == (2, ["api_key"])
    told = await said(referral_db, SettingsChanged)
    assert [one.version for one in told] == [1, 2]
    assert orjson.loads(tools.sealer.open(told[-1].sealed)) == {"api_key": SECRET}


async def test_each_mistake_has_its_pointer(house: House):
    missing = await put(house, CARDS, {"campaign": "SPRING"})
    wrong = await put(house, "/v1/providers/manual", {"due_days": 0, "x": 1, "kinds": ["car"]})

    assert (missing.status_code, missing.json()["code"]) == (422, "invalid_settings")
    assert [one["pointer"] for one in missing.json()["errors"]] == ["/settings/api_key"]
    assert sorted((one["pointer"], one["code"]) for one in wrong.json()["errors"]) == [
        ("/settings/due_days", "invalid"),
        ("/settings/kinds/0", "invalid"),
        ("/settings/x", "unknown_field"),
    ]


async def test_one_kind_of_gift_goes_through_one_provider(house: House):
    await put(house, CARDS, {"api_key": SECRET, "kinds": ["gift_card"]})

    taken = await put(house, "/v1/providers/manual", {"kinds": ["cash", "gift_card"]})
    free = await put(house, "/v1/providers/manual", {"kinds": ["cash"]})
    again = await put(house, CARDS, {"kinds": ["gift_card"]})

    assert (taken.status_code, taken.json()["code"]) == (422, "kind_taken")
    assert (free.status_code, again.status_code) == (201, 200)


async def test_what_is_taken_away_is_gone_with_its_secrets(house: House, referral_db: Database):
    await put(house, CARDS, {"api_key": SECRET})

    gone = await house.http.delete(CARDS)
    twice = await house.http.delete(CARDS)
    shown = await house.get(CARDS)
    tested = await house.post(f"{CARDS}/test")
    back = await put(house, CARDS, {})

    assert [one.status_code for one in (gone, twice, shown, tested)] == [204, 404, 404, 404]
    assert back.status_code == 422
    told = (await said(referral_db, SettingsChanged))[-1]
    assert (told.version, told.body, told.sealed) == (2, None, None)
    again = await put(house, CARDS, {"api_key": SECRET})
    assert (again.status_code, again.json()["version"]) == (201, 3)


async def test_only_what_was_seen_is_changed(house: House):
    await put(house, CARDS, {"api_key": SECRET})

    stale = await put(house, CARDS, {"campaign": "A"}, headers={"If-Match": '"7"'})
    fresh = await put(house, CARDS, {"campaign": "A"}, headers={"If-Match": '"1"'})

    assert (stale.status_code, fresh.status_code) == (412, 200)


async def test_what_nobody_knows_cannot_be_set_up(house: House):
    answers = [
        await put(house, "/v1/providers/nobody", {}),
        await put(house, "/v1/channels/cards", {}),
        await house.get("/v1/providers/manual"),
        await house.get("/v1/providers/..%2Fx"),
    ]

    assert {answer.status_code for answer in answers} == {404}


async def test_what_its_worker_says_is_shown_for_this_version_only(
    house: House, referral_db: Database
):
    await put(house, CARDS, {"api_key": SECRET})
    refused = checked(house, ok=False, errors=("the key was refused",))

    await deliver(referral_db, HANDLERS, [Said(refused, 2)])
    shown = (await house.get(CARDS)).json()["check"]
    await deliver(referral_db, HANDLERS, [Said(checked(house, ok=True), 1)])
    late = (await house.get(CARDS)).json()["check"]
    await put(house, CARDS, {"campaign": "NEW"})
    other = (await house.get(CARDS)).json()["check"]

    assert (shown["ok"], shown["errors"]) == (False, ["the key was refused"])
    assert late == shown
    assert other is None


async def test_a_test_is_asked_for_and_its_answer_shown(house: House, referral_db: Database):
    await put(house, CARDS, {"api_key": SECRET})

    asked = [await house.post(f"{CARDS}/test") for _ in range(2)]
    await deliver(referral_db, HANDLERS, [Said(checked(house, ok=True, tested=True), 1)])

    assert [one.status_code for one in asked] == [202, 202]
    told = await said(referral_db, SettingsTestRequested)
    assert [(one.kind, one.version, one.actor[:4]) for one in told] == [
        ("provider-cards", 1, "key_")
    ] * 2
    check = (await house.get(CARDS)).json()["check"]
    assert check["ok"]
    assert check["tested_at"] is not None


async def test_two_who_set_up_the_same_at_once_make_one_version_after_the_other(
    house: House, referral_db: Database
):
    answers = await asyncio.gather(
        *(put(house, CARDS, {"api_key": SECRET, "campaign": f"C{n}"}) for n in range(4))
    )

    assert sorted(one.status_code for one in answers) == [200, 200, 200, 201]
    assert [one.version for one in await said(referral_db, SettingsChanged)] == [1, 2, 3, 4]


async def test_settings_take_the_scope_to_operate(house: House, open_house: OpenHouse):
    key = await house.post("/v1/api_keys", {"name": "reader", "scopes": ["read", "write"]})
    reader = {"Authorization": f"Bearer {key.json()['key']}"}

    answer = await put(house, CARDS, {"api_key": SECRET}, headers=reader)

    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


async def test_set_ups_are_said_again_with_the_rest_of_their_topic(
    house: House, referral_db: Database
):
    await put(house, CARDS, {"api_key": SECRET})

    await republish("settings", db=referral_db, public_url="https://goodword.example")

    first, second = await said(referral_db, SettingsChanged)
    assert first == second


async def test_two_businesses_set_up_the_same_provider(open_house: OpenHouse):
    one, other = await open_house(), await open_house(slug="green-door")
    await put(one, CARDS, {"api_key": SECRET, "campaign": "ONE"})

    unseen = await other.get(CARDS)
    await put(other, CARDS, {"api_key": "sk_other", "campaign": "OTHER"})

    assert unseen.status_code == 404
    assert (await one.get(CARDS)).json()["settings"] == {"campaign": "ONE"}


def checked(house: House, **said_of_it: Any) -> SettingsChecked:
    ordinary = {"kind": "provider-cards", "version": 1, "service": "rewards-worker"}
    return SettingsChecked(business_id=house.business_id, **ordinary | said_of_it)


async def test_a_mail_server_is_a_channel_that_can_be_tested(
    house: House, referral_db: Database, tools: Tools
):
    wanted = {"host": "smtp.harbor.example", "username": "harbor", "password": SECRET}

    made = await put(house, "/v1/channels/smtp", wanted)
    home = await put(house, "/v1/channels/smtp", {"host": "127.0.0.1"})
    tested = await house.post("/v1/channels/smtp/test", {})

    assert made.status_code == 201, made.text
    assert made.json()["secrets"] == ["password"]
    assert SECRET not in made.text
    assert (home.status_code, home.json()["errors"][0]["pointer"]) == (422, "/settings/host")
    assert tested.status_code == 202
    [told] = await said(referral_db, SettingsTestRequested)
    assert told.kind == "channel-smtp"
