"""The service's commands."""

import orjson
import pytest
from sqlalchemy import text
from tests.referral_api.commands.conftest import run
from tests.referral_api.conftest import House
from tests.referral_api.said import said
from tests.referral_api.stories import a_participant, a_person
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.cli.hand import hand
from goodword.database import Database
from goodword.errors import GoodwordError
from goodword.events import BusinessChanged, RewardDecided, RewardHeld, SaleReattributed
from goodword.testing.events import deliver
from referral_api.use_cases.businesses.recognise_caller import recognise_caller
from referral_api.use_cases.projections.handlers import HANDLERS


async def test_a_business_begins_with_a_key_that_opens_it(referral_db: Database):
    lines = await run("business", "create", "Blue Door", "--industry", "retail")

    told = dict(line.split(" ") for line in lines)
    caller = await recognise_caller(told["api_key"], db=referral_db)
    [made] = await said(referral_db, BusinessChanged)
    assert made.business_id == caller.business_id
    assert (made.called, made.mode, made.industry) == ("Blue Door", "test", "retail")
    assert told["business"].startswith("biz_")
    async with referral_db.begin([caller.business_id]) as session:
        [deed] = (await session.execute(text("select * from audit"))).all()
    assert (deed.actor, deed.action, deed.about) == (
        hand(),
        "goodword business create",
        told["business"],
    )
    assert (deed.status, deed.request_id) == (None, None)


async def test_a_mistake_is_one_sentence(referral_db: Database):
    with pytest.raises(GoodwordError, match="--time-zone: Give a time zone"):
        await run("business", "create", "Blue Door", "--time-zone", "Mars/Base")

    assert await said(referral_db, BusinessChanged) == []


async def test_an_operator_gives_a_sale_away(house: House, referral_db: Database, audited, give):
    ana = await a_participant(house, code="ANA20")
    money = {"minor": 7990, "currency": "USD"}
    sold = {"source": "till", "external_id": "1", "occurred_at": "2026-03-01T10:00:00Z"}
    sale = (await house.post("/v1/sales", {**sold, "gross": money})).json()

    given = await give("sale", "attribute", sale["id"], "--code", "ana20")
    taken = await give("sale", "attribute", sale["id"], "--nobody")
    with pytest.raises(GoodwordError, match="one of the options"):
        await give("sale", "attribute", sale["id"], "--code", "ana20", "--nobody")

    assert given == ["A person gave the sale to ANA20."]
    assert taken == ["A person decided that nobody is to thank."]
    to, back = await said(referral_db, SaleReattributed)
    assert to.sale.participant_id == ids.read("prt", ana["id"])
    assert (to.actor, back.to_referral) == ("operator", None)
    assert await audited() == [("goodword sale attribute", sale["id"])] * 2
    history = (await house.get(f"/v1/sales/{sale['id']}")).json()["attributions"]
    assert {given["actor"] for given in history} == {hand()}


async def test_a_reward_is_decided_about_by_the_operator(
    house: House, referral_db: Database, audited, give
):
    told = told_reward(house, RewardHeld, 1, status="in_review")
    await deliver(referral_db, HANDLERS, [Said(told, 1)])
    shown = ids.show("rwd", told.reward_id)

    [line] = await give("reward", "decide", shown, "approve", "--reason", "looked at it")
    with pytest.raises(GoodwordError, match="Decide one of approve"):
        await give("reward", "decide", shown, "pay")

    [decided] = await said(referral_db, RewardDecided)
    assert (decided.decision, decided.actor) == ("approve", "operator")
    assert line.startswith("evt_")
    assert await audited() == [("goodword reward decide", shown)]
    async with referral_db.begin([house.business_id]) as session:
        kept = await session.execute(text("select actor from reward_decision"))
    assert list(kept.scalars()) == [hand()]


async def test_a_participant_is_explained_to_who_names_the_business_in_any_way(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    ana = await a_participant(house, code="ANA20")

    lines = await run("explain", ana["id"], "--business", house.slug)
    by_id = await run("explain", ana["id"], "--business", ids.show("biz", house.business_id))
    monkeypatch.setenv("GOODWORD_BUSINESS", house.slug)
    by_setting = await run("explain", ana["id"])
    with pytest.raises(GoodwordError, match="Name a referral"):
        await run("explain", ana["program_id"])
    await run("explain", "ref_x", code=2)

    assert lines == by_id == by_setting
    assert "The link of ANA20 has not been followed by anybody." in lines[0]
    assert "participant_joined" in lines[1]


async def test_an_ask_and_whoever_was_never_asked_are_explained(house: House, give):
    ana = await a_participant(house)
    ask = (await house.post("/v1/asks", {"person_ref": ana["person_id"]})).json()["id"]

    told = await give("explain", ask)
    never = await give("explain", ana["person_id"])

    assert told[0].endswith(" may be asked soon.")
    assert "ask_requested" in told[1]
    assert "was never asked. Now this says no: " in never[0]
    assert "ask_considered" in never[-1]


async def test_state_is_said_again(referral_db: Database):
    await run("business", "create", "Blue Door")

    lines = await run("republish", "settings")

    assert lines == ["1 facts said again"]
    assert len(await said(referral_db, BusinessChanged)) == 2


async def test_a_person_is_exported_whatever_their_size(
    house: House, give, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("referral_api.use_cases.people.export_person.MAX_BYTES", 100)
    ana = await a_person(house)

    [line] = await give("people", "export", ana["id"])

    assert orjson.loads(line)["people"][0]["id"] == ana["id"]


async def test_people_are_listed_by_their_names(house: House, give):
    await a_person(house, "ana@example.com", name={"display": "Ana Silva"})
    await a_person(house, "ben@example.com", name={"given": "Ben", "family": "Ruiz"})

    lines = await give("people", "list")

    assert "Ben Ruiz" in lines[1]
    assert "Ana Silva" in lines[2]
    assert "{" not in "".join(lines)


async def test_a_person_is_erased(house: House, audited, give):
    ana = await a_person(house)

    lines = await give("people", "erase", ana["id"])

    assert lines == [f"{ana['id']} is erased; what names them is emptied within minutes"]
    shown = (await house.get(f"/v1/people/{ana['id']}")).json()
    assert (shown["emails"], shown["erased_at"] is None) == ([], False)
    assert await audited() == [("goodword people erase", ana["id"])]


async def test_nobody_is_erased_by_the_id_of_nobody(give):
    with pytest.raises(GoodwordError, match="no person with this id"):
        await give("people", "erase", ids.show("per", ids.new()))
