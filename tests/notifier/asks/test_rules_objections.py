"""R-MSG-05, R-ASK-07: nobody is asked who objected, or without a lawful basis, whenever that became
known."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.notifier.asks.clients import Asking

from goodword import ids
from goodword.events import MessageFailed
from goodword.events.people import Consent
from notifier.use_cases.messages.open_messages import SEND


def consent(purpose: str, state: str = "given", channel: str = "email") -> Consent:
    return Consent.model_validate(
        {
            "purpose": purpose,
            "channel": channel,
            "state": state,
            "basis": "consent",
            "at": "2031-01-01T00:00:00Z",
        }
    )


async def signal_of_an_hour_ago(asking: Asking) -> None:
    await asking.tell(asking.review())
    await asking.later(hours=1, seconds=5)


async def test_a_suppressed_address_is_not_asked(asking: Asking) -> None:
    """R-MSG-05: looked up in the gate, so that it is a reason like any other."""
    await asking.begin()
    await asking.tell(asking.world.suppressed("ana@example.com"))

    await signal_of_an_hour_ago(asking)

    assert await asking.asked() == []
    assert await asking.why() == (["no_contact_way"], False)


async def test_a_marketing_opt_out_is_no_asking_either(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.world.suppressed("ana@example.com", scope="marketing"))

    await signal_of_an_hour_ago(asking)

    assert await asking.asked() == []


@pytest.mark.parametrize(
    ("basis", "consents", "asked"),
    [
        ("soft_opt_in", (), 1),
        ("consent", (), 0),
        ("consent", (consent("asking"),), 1),
        ("consent", (consent("marketing", channel="any"),), 1),
        ("consent", (consent("asking", channel="sms"),), 0),
        ("consent", (consent("introduction"),), 0),
        ("soft_opt_in", (consent("asking", "withdrawn"),), 0),
        ("soft_opt_in", (consent("marketing", "withdrawn", "any"),), 0),
        ("soft_opt_in", (consent("asking"), consent("marketing", "withdrawn")), 0),
    ],
)
async def test_there_is_a_lawful_basis_for_each_ask(
    asking: Asking, basis: str, consents: tuple[Consent, ...], asked: int
) -> None:
    await asking.begin(lawful_basis=basis)
    await asking.change(consents=consents)

    await signal_of_an_hour_ago(asking)

    assert len(await asking.asked()) == asked
    assert [one.reasons[0].code for one in await asking.withheld()] == ["no_contact_way"] * (
        1 - asked
    )


async def test_who_said_never_is_never_asked_again(asking: Asking) -> None:
    await asking.begin(min_days_with_signal=0)
    await signal_of_an_hour_ago(asking)
    [ask] = await asking.asked()
    await asking.tell(asking.answered(ask.ask_id, "never"))
    await asking.later(minutes=1)
    await asking.tell(asking.answered(ask.ask_id, "named"))
    await asking.tell(asking.valued(), asking.valued(), asking.valued())

    await signal_of_an_hour_ago(asking)

    assert len(await asking.asked()) == 1
    assert await asking.why() == (["do_not_ask"], False)


async def claimable(asking: Asking) -> None:
    """A letter is open, and its job is due, and nobody has claimed it."""
    await asking.begin()
    await asking.tell(asking.review())
    await asking.set_clock(asking.now + timedelta(hours=1, seconds=5))
    await asking.run(but=SEND)
    assert await asking.states() == ["sending"]


@pytest.mark.parametrize("objection", ["do_not_ask", "consent", "suppression", "complaint"])
async def test_an_objection_between_the_gate_and_the_send_holds_the_letter_back(
    asking: Asking, objection: str
) -> None:
    await claimable(asking)
    if objection == "suppression":
        await asking.world.tell(asking.world.suppressed("ana@example.com"))
    elif objection == "complaint":
        await asking.world.tell(asking.complained(ids.new()))
    else:
        changes: dict[str, Any] = {
            "do_not_ask": {"do_not_ask": True},
            "consent": {"consents": (consent("asking", "withdrawn"),)},
        }[objection]
        asking.ana |= changes
        await asking.world.tell(asking.world.person(asking.world.ana, "Ana", **asking.ana))

    await asking.run()

    assert await asking.asked() == []
    [failed] = await asking.said(MessageFailed)
    assert failed.reason == "not_asked"
    assert await asking.states() == ["open"]
    assert (await asking.why())[1] is False


async def test_a_letter_that_was_held_back_is_written_again_once_nothing_says_no(
    asking: Asking,
) -> None:
    await claimable(asking)
    complaint = ids.new()
    await asking.world.tell(asking.complained(complaint))
    await asking.run()
    assert await asking.states() == ["open"]
    await asking.later(minutes=5)
    await asking.tell(asking.resolved(complaint))
    await asking.later(minutes=5)

    await asking.tell(asking.scored(10))

    assert len(await asking.asked()) == 1
    assert await asking.states() == ["sent"]


async def test_a_bad_edit_between_the_gate_and_the_send_closes_the_window(asking: Asking) -> None:
    await claimable(asking)
    [row] = await asking.world.rows("select signal_id, signal_at from ask")
    edit = asking.review(1, review_id=row[0], written_at=row[1], version=2)
    await asking.world.tell(edit)

    await asking.run()

    assert await asking.asked() == []
    assert await asking.states() == ["withheld"]
    assert await asking.why() == (["signal_withdrawn", "not_promoter"], True)


async def test_erasure_closes_the_window_and_forgets_what_was_said(asking: Asking) -> None:
    await asking.begin()
    await asking.tell(asking.review(), asking.complained(ids.new()))

    await asking.tell(asking.erased())
    await asking.tell(asking.review())
    await asking.later(hours=72)

    assert await asking.asked() == []
    assert await asking.why() == (["erased"], True)
    for table in ("happening", "consideration"):
        assert await asking.world.rows(f"select * from {table}") == []
    [row] = await asking.world.rows("select state, reasons, rep_id from ask")
    assert tuple(row) == ("withheld", None, None)


async def test_what_is_told_of_an_alias_is_told_of_whom_they_were_merged_into(
    asking: Asking,
) -> None:
    await asking.begin()
    anna = ids.new()
    ana = asking.world.ana
    await asking.tell(asking.world.person(anna, "Anna", roles=("client",), story="Fence"))
    await asking.change(merged_into=anna)
    review = asking.review()

    await asking.tell(review)
    await asking.later(hours=1, seconds=5)

    [ask] = await asking.asked()
    assert ask.person_id == anna != ana


async def test_two_windows_of_people_who_turn_out_to_be_one_send_one_ask(asking: Asking) -> None:
    await asking.begin()
    anna = ids.new()
    await asking.tell(asking.world.person(anna, "Anna", roles=("client",), story="Fence"))
    await asking.tell(asking.review(), asking.review(person_id=anna))
    assert await asking.states() == ["open", "open"]
    await asking.change(merged_into=anna)

    await asking.later(hours=1, seconds=5)

    assert len(await asking.asked()) == 1
    assert sorted(await asking.states()) == ["sent", "withheld"]


async def test_r_msg_09_one_click_in_an_ask_ends_asks_and_a_gift_still_arrives(
    asking: Asking,
) -> None:
    """The token of the ask's letter names the list that one click ends."""
    await asking.begin()
    await signal_of_an_hour_ago(asking)
    token = re.findall(r"https://api\.example/u/(\S+)", await asking.letter())[0]
    said = asking.world.mailroom.signer.read("unsubscribe", token)
    assert said is not None

    await asking.tell(asking.world.suppressed("ana@example.com", scope=said["scope"]))
    await asking.tell(asking.world.issued())
    await asking.later(days=91)
    await asking.tell(asking.valued(), asking.valued(), asking.valued())
    await signal_of_an_hour_ago(asking)

    rows = await asking.world.rows("select kind, state from message order by created_at")
    assert [tuple(row) for row in rows] == [("referral_ask", "sent"), ("reward_thank_you", "sent")]
    assert (await asking.why())[0] == ["no_contact_way"]
