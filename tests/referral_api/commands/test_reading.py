"""What commands show: people, rewards, balances, deliveries, tasks, the audit and the feed."""

import asyncio

import pytest
from tests.referral_api.commands.conftest import run
from tests.referral_api.shopify import payload
from tests.referral_api.stories import a_participant, a_person
from tests.referral_api.tasks import a_task
from tests.referral_api.told_rewards import told_reward

from goodword import ids
from goodword.bus import Said
from goodword.errors import GoodwordError, RejectedError
from goodword.events import PayoutChanged, RewardApproved, RewardEarned, RewardHeld
from goodword.testing.events import deliver
from referral_api.commands.looking import tail
from referral_api.use_cases.projections.handlers import HANDLERS


async def test_people_are_listed_and_shown(house, give, ask):
    ana = await a_person(house)

    lines = await give("people", "list", "--email", ana["emails"][0])
    nobody = await ask("people", "list", "--email", "else@example.com")
    shown = await ask("people", "show", ana["id"])

    assert lines[0].split()[:2] == ["ID", "NAME"]
    assert lines[1].startswith(ana["id"])
    assert nobody == []
    assert shown == ana


async def test_people_are_listed_by_the_beginnings_of_their_names(house, give, ask):
    body = {"emails": ["jose@example.com"], "name": {"display": "José Núñez"}}
    jose = (await house.post("/v1/people", body)).json()
    await a_person(house)

    found = await ask("people", "list", "--name", "nun jos")
    with pytest.raises(RejectedError, match="one to 5 words"):
        await give("people", "list", "--name=-")

    assert [each["id"] for each in found] == [jose["id"]]


async def test_rewards_are_listed_and_shown_with_their_payouts(house, referral_db, give, ask):
    held = told_reward(house, RewardHeld, 1, status="in_review")
    told = PayoutChanged(
        business_id=house.business_id,
        payout_id=ids.new(),
        reward_id=held.reward_id,
        version=2,
        generation=1,
        provider="sandbox",
        status="held",
    )
    await deliver(referral_db, HANDLERS, [Said(held, 1), Said(told, 2)])

    lines = await give("reward", "list", "--status", "in_review")
    none = await ask("reward", "list", "--status", "failed")
    shown = await ask("reward", "show", ids.show("rwd", held.reward_id))
    with pytest.raises(GoodwordError, match="no such reward"):
        await give("reward", "show", ids.show("rwd", ids.new()))

    assert lines[1].split()[:5] == [shown["id"], "in_review", "gift_card", "50.00", "USD"]
    assert none == []
    assert [one["status"] for one in shown["payouts"]] == ["held"]


async def test_balances_are_told_of_people_and_of_programs(house, referral_db, give, ask):
    earned = told_reward(house, RewardEarned, 1, balances={"pending": 5000})
    await deliver(referral_db, HANDLERS, [Said(earned, 1)])

    [line] = await ask("balances")
    [cost] = await ask("balances", "--programs")
    lines = await give("balances")

    assert (line["owner"], line["unit"], line["pending"]) == (
        ids.show("per", earned.beneficiary_id),
        "USD",
        5000,
    )
    assert cost == {
        "program": ids.show("prg", earned.program_id),
        "unit": "USD",
        "expense": 5000,
    }
    assert lines[0].startswith("OWNER")


async def test_deliveries_are_listed_shown_and_applied_again(shop, give, ask, audited):
    failed = (await shop.post(b"nonsense")).json()["id"]
    fine = (await shop.post(payload("orders_paid"))).json()["id"]
    await shop.apply()

    listed = await ask("deliveries", "list", "--status", "failed")
    shown = await ask("deliveries", "show", failed)
    one = await give("deliveries", "replay", fine)
    early = await give("deliveries", "replay", "--status", "failed", "--before", "2020-01-01")
    many = await give("deliveries", "replay", "--status", "failed", "--from", "2020-01-01")
    neither = await give("deliveries", "replay", code=2)
    with pytest.raises(GoodwordError, match="Replay one of failed"):
        await give("deliveries", "replay", "--status", "odd")

    assert [each["id"] for each in listed] == [failed]
    assert (shown["body"], shown["reason"]) == ("nonsense", "The body is not JSON.")
    assert one == ["it will be applied again"]
    assert (early, many) == (["0 will be applied again"], ["1 will be applied again"])
    assert any("either a delivery or a --status" in line for line in neither)
    assert await shop.apply() == 2
    assert await audited() == [
        ("goodword deliveries replay", fine),
        ("goodword deliveries replay", None),
        ("goodword deliveries replay", None),
    ]


async def test_a_task_is_listed_and_done(house, referral_db, ask, give, audited):
    task = await a_task(house, referral_db)

    listed = await ask("tasks", "list", "--status", "open")
    done = await ask("tasks", "done", listed[0]["id"], "--proof", "R-1")
    with pytest.raises(GoodwordError):
        await give("tasks", "done", ids.show("tsk", ids.new()), "--proof", "R-1")

    two = await a_task(house, referral_db, people=2)
    with pytest.raises(RejectedError) as refused:
        await give("tasks", "done", two, "--proof", "R-1")

    assert refused.value.code == "owner_needed"
    assert listed[0]["id"] == task
    assert (done["done_by"], done["proof"]) == (["operator"], "R-1")
    assert await audited() == [("goodword tasks done", listed[0]["id"])]


async def test_a_task_is_listed_with_its_gift_and_to_whom_it_goes(house, referral_db, give):
    ana = await a_person(house)
    reward = told_reward(
        house,
        RewardApproved,
        1,
        beneficiary_id=ids.read("per", ana["id"]),
        verdict={"item": "a mug"},
    ).model_copy(update={"kind": "physical_gift"})
    await deliver(referral_db, HANDLERS, [Said(reward, 1)])
    await a_task(house, referral_db, subjects=(reward.subject, ana["id"]))
    await a_task(house, referral_db, kind="data_request", subjects=())

    heading, request, handover = await give("tasks", "list")

    assert heading.split() == [
        *("ID", "STATUS", "KIND", "GIFT"),
        *("BENEFICIARY", "ABOUT", "DUE_AT", "INSTRUCTIONS"),
    ]
    assert f"hand_over_reward  physical gift $50.00 (a mug)  {ana['id']}" in handover
    assert "$" not in request


async def test_the_audit_is_listed_by_actor_and_subject(house, give, ask):
    ana = await a_person(house)
    gone = await a_person(house, "else@example.com")
    await give("people", "merge", gone["id"], ana["id"])

    everything = await ask("audit", "list")
    about = await ask("audit", "list", "--about", gone["id"])
    lines = await give("audit", "list", "--limit", "1")

    assert {deed["about"] for deed in about} == {gone["id"]}
    assert len(everything) > len([deed for deed in about if deed["actor"].startswith("cli:")]) == 1
    assert len(lines) == 2


async def test_the_last_events_are_told_oldest_first(house, referral_db, give):
    said = [told_reward(house, RewardEarned, 1) for _ in range(3)]
    for each in said:
        await deliver(referral_db, HANDLERS, [Said(each, 1)])

    lines = await give("events", "tail", "--lines", "2")
    of_one = await give("events", "tail", "--subject", ids.show("rwd", said[0].reward_id))

    assert [line.split()[3] for line in lines] == [
        ids.show("rwd", each.reward_id) for each in said[1:]
    ]
    assert len(of_one) == 1
    assert of_one[0].split()[2] == "reward_earned"


async def test_events_are_followed_as_they_come(house, referral_db, monkeypatch):
    """A follower prints what is said after it began, once; it is ended as Ctrl-C ends it."""
    printed: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr("referral_api.commands.looking.LOOK_EVERY_S", 0.01)

    def echo(line):
        loop.call_soon_threadsafe(printed.put_nowait, line)
        if "reward_held" in line:
            raise KeyboardInterrupt

    monkeypatch.setattr("referral_api.commands.looking.typer.echo", echo)
    first = told_reward(house, RewardEarned, 1)
    await deliver(referral_db, HANDLERS, [Said(first, 1)])
    following = asyncio.create_task(asyncio.to_thread(_until_interrupted, house.slug))
    assert "reward_earned" in await asyncio.wait_for(printed.get(), 20)

    second = told_reward(house, RewardHeld, 2, reward_id=first.reward_id, status="in_review")
    await deliver(referral_db, HANDLERS, [Said(second, 2)])

    assert "reward_held" in await asyncio.wait_for(printed.get(), 20)
    assert await following == "interrupted"
    assert printed.empty()


def _until_interrupted(slug):
    try:
        tail(slug, type=None, subject=None, lines=20, follow=True, as_json=False)
    except KeyboardInterrupt:
        return "interrupted"
    return "ended"


async def test_businesses_are_listed(house, open_house):
    await open_house(slug="red-door", name="Red\x1b[2J Door")

    lines = await run("business", "list")

    assert any(line.split()[1] == house.slug for line in lines)
    assert not any("\x1b" in line for line in lines)


async def test_a_participant_is_still_explained(house):
    ana = await a_participant(house, code="ANA20")

    lines = await run("explain", ana["id"], "--business", house.slug)

    assert "ANA20" in lines[0]
