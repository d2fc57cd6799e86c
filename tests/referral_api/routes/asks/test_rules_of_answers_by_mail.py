"""Asks that are answered by mail: what follows by itself, and what a person reads."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.referral_api.introductions import an_introduction_program
from tests.referral_api.mails import BEN, CARLA, TRUSTED, a_mail
from tests.referral_api.said import said
from tests.referral_api.stories import a_person
from tests.referral_api.told_asks import an_ask

from goodword import ids
from goodword.events import (
    AskAnswered,
    ContactSuppressed,
    IntroductionMade,
    IntroductionRequested,
    ReferralCreated,
    TaskOpened,
)
from goodword.letters.mailboxes import mailbox
from goodword.testing.events import pump
from referral_api.main import HANDLERS
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries
from referral_api.use_cases.erasure.sweep_erasures import sweep_erasures

RITA = "rita@harbor.example"
NAMED = f"Ben Baker <{BEN}>"


@pytest.fixture
async def carla(house, referral_db):
    """Carla, whom Rita asked for an introduction yesterday; and the mailbox of the ask."""
    rita = await a_person(house, RITA, name={"display": "Rita Reyes"})
    await an_introduction_program(house)
    made = await a_person(house, CARLA, name={"display": "Carla Cruz"}, rep_id=rita["id"])
    return made


@pytest.fixture
async def ask(house, carla, referral_db):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return await an_ask(house, referral_db, carla["id"], sent_at=yesterday)


@pytest.fixture
def box(tools, ask):
    return box_of(tools, ask)


def box_of(tools, ask):
    return mailbox(tools.hasher, "ask", ids.read("ask", ask), "in.harbor.example")


@pytest.fixture
async def mail_in(house, visitor, tools, referral_db, hearing):
    """Posts a mail as what takes it in would, does what the applier does; the delivery."""
    settings = {"authserv_id": TRUSTED}
    given = {"source": "inbound_mail", "name": "mx", "settings": settings}
    made = (await house.post("/v1/connections", given)).json()

    async def post(body, of=house, connection=None):
        to = connection or made
        headers = {"Authorization": f"Bearer {to['secret']}"}
        answer = await visitor.post(f"/webhooks/{to['id']}", content=body, headers=headers)
        assert answer.status_code == 202, answer.text
        keys = {"hasher": tools.hasher, "sealer": tools.sealer}
        while await apply_deliveries(referral_db, sources=SOURCES, **keys):
            pass
        return (await of.get(f"/v1/deliveries/{answer.json()['id']}")).json()

    return post


async def the_ask(house, ask):
    return (await house.get(f"/v1/asks/{ask}")).json()


async def test_a_name_by_mail_is_a_referral_whose_introduction_is_asked_for(
    house, ask, box, referral_db, mail_in
):
    delivery = await mail_in(a_mail([box, RITA], text=f"Hi Rita,\n\n{NAMED}\n\nBest,\nCarla"))

    [referral] = (await house.get("/v1/referrals")).json()["data"]
    assert (referral["status"], referral["class"]) == ("introduction_requested", "passive_lead")
    assert (delivery["status"], delivery["facts"]) == ("applied", [ask, referral["id"]])
    [event] = await said(referral_db, AskAnswered)
    assert (event.answer, event.via, len(event.referral_ids)) == ("named", "mail", 1)
    [requested] = await said(referral_db, IntroductionRequested)
    assert (requested.wanted, requested.two_step) == ("introduction", True)
    assert await said(referral_db, TaskOpened) == []


async def test_r_msg_15_with_the_promise_it_is_a_name_with_leave(house, ask, box, mail_in):
    await mail_in(a_mail([box], text=f"{NAMED}\nHe knows."))

    [referral] = (await house.get("/v1/referrals")).json()["data"]
    assert (referral["status"], referral["class"]) == ("introduction_requested", "named_referral")


@pytest.mark.parametrize(
    ("wanted", "status", "class_"),
    [
        ("name", "named", "passive_lead"),
        ("permission", "introduction_requested", "named_referral"),
    ],
)
async def test_r_int_01_what_follows_is_what_was_wanted(
    house, carla, tools, referral_db, mail_in, wanted, status, class_
):
    now = datetime.now(UTC)
    ask = await an_ask(house, referral_db, carla["id"], sent_at=now, wanted=wanted)

    await mail_in(a_mail([box_of(tools, ask)], text=NAMED))

    [referral] = (await house.get("/v1/referrals")).json()["data"]
    assert (referral["status"], referral["class"]) == (status, class_)


async def test_r_msg_04_in_britain_no_address_is_taken(house, carla, ask, box, mail_in):
    await house.patch(f"/v1/people/{carla['id']}", {"place": {"country": "GB"}})

    await mail_in(a_mail([box], text=NAMED))

    [referral] = (await house.get("/v1/referrals")).json()["data"]
    ben = (await house.get(f"/v1/people/{referral['prospect_id']}")).json()
    assert (ben["name"]["display"], ben["emails"]) == ("Ben Baker", [])


async def test_r_int_05_whom_they_copy_they_introduce_and_somebody_looks(
    house, ask, box, referral_db, mail_in
):
    text = "Ben, meet Rita, who built my fence."
    await mail_in(a_mail([f"Ben Baker <{BEN}>"], Cc=f"{box}, {RITA}", text=text))

    [referral] = (await house.get("/v1/referrals")).json()["data"]
    assert (referral["status"], referral["class"]) == ("introduced", "active_referral")
    assert referral["introduction"]["verified"] is False
    [event] = await said(referral_db, IntroductionMade)
    assert (event.evidence_kind, event.verified) == ("inbound_mail", False)
    assert await said(referral_db, IntroductionRequested) == []
    ben = (await house.get(f"/v1/people/{referral['prospect_id']}")).json()
    assert ben["name"]["display"] == "Ben Baker"


async def test_of_several_in_copy_nobody_can_tell_who_is_meant(house, ask, box, mail_in):
    await mail_in(a_mail([BEN, "dora@buyers.example", box], text="Meet Rita."))

    assert (await house.get("/v1/referrals")).json()["data"] == []
    assert (await the_ask(house, ask))["status"] == "sent"


@pytest.mark.parametrize("words", ["Not now.", "Nicht jetzt", "Pas maintenant", "Ahora no"])
async def test_not_now_by_mail(house, ask, box, referral_db, mail_in, words):
    delivery = await mail_in(a_mail([box], text=words))

    assert (await the_ask(house, ask))["answer"] == "not_now"
    assert (delivery["status"], delivery["facts"]) == ("applied", [ask])
    assert await said(referral_db, TaskOpened) == []


@pytest.mark.parametrize("words", ["Never.", "Nie wieder!", "Plus jamais.", "Nunca más."])
async def test_never_by_mail(house, carla, ask, box, referral_db, mail_in, words):
    await mail_in(a_mail([box], text=words))

    assert (await the_ask(house, ask))["answer"] == "never"
    who = (await house.get(f"/v1/people/{carla['id']}")).json()
    assert who["preferences"]["do_not_ask"] is True
    assert await said(referral_db, ContactSuppressed) == []


async def test_r_msg_08_stop_ends_all_letters_but_those_about_what_is_owed(
    house, carla, ask, box, referral_db, mail_in
):
    await mail_in(a_mail([box], text="STOP"))

    assert (await the_ask(house, ask))["answer"] == "never"
    [event] = await said(referral_db, ContactSuppressed)
    assert (event.scope, event.reason) == ("marketing", "unsubscribed")


async def test_r_msg_08_who_may_want_no_more_is_asked_no_more_and_somebody_reads_it(
    house, carla, ask, box, referral_db, mail_in
):
    await mail_in(a_mail([box], text="What a week. Please stop writing to me about your fences."))

    assert (await the_ask(house, ask))["answer"] == "never"
    assert len(await said(referral_db, TaskOpened)) == 1


async def test_what_is_not_certain_is_a_task_for_the_rep_with_the_text(
    house, carla, ask, box, referral_db, mail_in
):
    words = "Perhaps Ben. Shall I ask him in June?"
    delivery = await mail_in(a_mail([box], text=words))
    await pump(referral_db, HANDLERS)

    [task] = (await house.get("/v1/tasks")).json()["data"]
    assert (task["kind"], task["about"], task["assignee_id"]) == (
        "read_answer",
        ask,
        carla["rep_id"],
    )
    assert task["text"] is None
    whole = (await house.get(f"/v1/tasks/{task['id']}")).json()
    assert whole["text"] == words
    assert (delivery["status"], delivery["facts"]) == ("applied", [ask])
    assert delivery["reason"] == "Somebody is to read what it says: see the tasks."
    assert (await the_ask(house, ask))["status"] == "sent"


async def test_who_got_the_mail_themselves_is_asked_once_to_read(
    house, ask, box, referral_db, mail_in
):
    for _ in range(2):
        await mail_in(a_mail([box, RITA], text="How are you?"))
    assert len(await said(referral_db, TaskOpened)) == 1

    for _ in range(2):
        await mail_in(a_mail([box], text="How are you?"))

    assert len(await said(referral_db, TaskOpened)) == 3


@pytest.mark.parametrize("words", ["Not now.", "Never.", NAMED, "STOP"])
async def test_nobody_else_answers_for_them(house, ask, box, referral_db, mail_in, words):
    await mail_in(a_mail([box], writer=BEN, text=words))

    assert (await the_ask(house, ask))["status"] == "sent"
    assert len(await said(referral_db, TaskOpened)) == 1
    assert await said(referral_db, ContactSuppressed) == []


async def test_what_the_rep_writes_is_no_answer(house, ask, box, referral_db, mail_in):
    delivery = await mail_in(a_mail([CARLA, box], writer=RITA, text="Never mind."))

    assert (delivery["status"], delivery["reason"]) == ("ignored", "We wrote it ourselves.")
    assert await said(referral_db, TaskOpened) == []


async def test_the_first_answer_counts_and_the_next_is_read(house, ask, box, referral_db, mail_in):
    await mail_in(a_mail([box], text="Not now."))

    await mail_in(a_mail([box], text=NAMED))

    assert (await the_ask(house, ask))["answer"] == "not_now"
    assert await said(referral_db, ReferralCreated) == []
    assert len(await said(referral_db, TaskOpened)) == 1
    assert len(await said(referral_db, AskAnswered)) == 1


async def test_the_same_mail_counts_once(house, ask, box, referral_db, mail_in):
    mail = a_mail([box], text=NAMED, Message_ID="<1@clients.ex>")
    first = await mail_in(mail)
    await house.post(f"/v1/deliveries/{first['id']}/replay")

    await mail_in(a_mail([box, RITA], text="Hello?"))

    assert len(await said(referral_db, ReferralCreated)) == 1


async def test_an_ask_that_is_over_takes_only_a_never(house, carla, tools, referral_db, mail_in):
    long_ago = datetime.now(UTC) - timedelta(days=181)
    ask = await an_ask(house, referral_db, carla["id"], sent_at=long_ago)

    over = await mail_in(a_mail([box_of(tools, ask)], text=NAMED))
    await mail_in(a_mail([box_of(tools, ask)], text="Never."))

    assert (over["status"], over["reason"]) == ("ignored", "It answers an ask that is over.")
    assert await said(referral_db, ReferralCreated) == []
    assert (await the_ask(house, ask))["answer"] == "never"


async def test_a_forged_mailbox_is_nobodys(house, ask, box, referral_db, mail_in):
    forged = box.replace(box[-30:-20], "0123456789")
    assert forged != box

    delivery = await mail_in(a_mail([forged], text="Never."))

    assert delivery["status"] == "ignored"
    assert delivery["reason"] == "None of the addresses that it names is one that we made."
    assert await said(referral_db, AskAnswered) == []


async def test_another_businesss_ask_is_none_of_theirs(
    house, open_house, ask, box, referral_db, mail_in
):
    other = await open_house(slug="other")
    made = (await other.post("/v1/connections", {"source": "inbound_mail", "name": "mx"})).json()

    delivery = await mail_in(a_mail([box], text="Never."), of=other, connection=made)

    assert delivery["status"] == "ignored"
    assert delivery["reason"] == "It answers an ask of another business."
    assert await said(referral_db, AskAnswered) == []


async def test_an_answer_before_we_were_told_of_the_ask_waits_for_it(
    house, carla, tools, referral_db, mail_in
):
    ask_id = ids.new()
    shown = ids.show("ask", ask_id)

    delivery = await mail_in(a_mail([box_of(tools, shown)], text="Not now."))

    assert (delivery["status"], delivery["reason"]) == ("waiting", f"It waits for ask:{shown}.")
    await an_ask(house, referral_db, carla["id"], ask_id=ask_id, sent_at=datetime.now(UTC))
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text("update delivery set next_at = now()"))
    keys = {"hasher": tools.hasher, "sealer": tools.sealer}
    await apply_deliveries(referral_db, sources=SOURCES, **keys)
    assert (await the_ask(house, shown))["answer"] == "not_now"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Automatic reply: Your fence"},
        {"Return_Path": "<>"},
        {"Precedence": "bulk"},
    ],
)
async def test_what_no_person_wrote_answers_nothing(house, ask, box, referral_db, mail_in, headers):
    delivery = await mail_in(a_mail([box], text="Never.", **headers))

    assert delivery["status"] == "ignored"
    assert await said(referral_db, AskAnswered) == []
    assert await said(referral_db, TaskOpened) == []


async def test_somebody_who_was_erased_answers_nothing(
    house, carla, ask, box, referral_db, mail_in
):
    await house.post(f"/v1/people/{carla['id']}/erase")

    delivery = await mail_in(a_mail([box], text="Never."))

    assert (delivery["status"], delivery["reason"]) == ("ignored", "Whoever was asked was erased.")


async def test_whoever_names_themselves_is_told_to_the_business(
    house, carla, ask, box, referral_db, mail_in
):
    await mail_in(a_mail([box], text=f"Carla Cruz <{CARLA.upper()}>"))

    assert await said(referral_db, ReferralCreated) == []
    assert len(await said(referral_db, TaskOpened)) == 1


async def bytes_kept(db, house, deliveries):
    """How many bytes are kept of each of these deliveries."""
    async with db.begin([house.business_id]) as session:
        sizes = "select octet_length(raw) from delivery where id = :id"
        wanted = [{"id": ids.read("dlv", each["id"])} for each in deliveries]
        return [await session.scalar(text(sizes), each) for each in wanted]


async def test_r_msg_14_an_erasure_takes_mails_that_named_them_in_whatever_words(
    house, carla, ask, box, tools, referral_db, mail_in
):
    encoded = a_mail([box], text=f"{NAMED}\n--\n{'ü' * 60}")
    named = await mail_in(encoded)
    by_name = await mail_in(a_mail([box], text="And have you met Bén Baker by now?"))
    other = await mail_in(a_mail([box], text="And what became of Dora?"))
    assert BEN.encode() not in encoded
    [referral] = (await house.get("/v1/referrals")).json()["data"]

    erased = await house.post(f"/v1/people/{referral['prospect_id']}/erase")
    assert erased.status_code == 202, erased.text
    await sweep_erasures(referral_db, eraser=tools.eraser)

    kept = await bytes_kept(referral_db, house, [named, by_name, other])
    assert [size > 0 for size in kept] == [False, False, True]


async def test_r_msg_14_an_erasure_takes_the_mail_that_named_them_under_another_name(
    house, ask, box, tools, referral_db, mail_in
):
    """What came of the mail tells, where nothing in it does any more."""
    named = await mail_in(a_mail([box], text=NAMED))
    other = await mail_in(a_mail([box], text="And what became of Dora?"))
    [referral] = (await house.get("/v1/referrals")).json()["data"]
    who = {"id": ids.read("per", referral["prospect_id"])}
    renamed = "update person set display_name = 'B', given_name = 'B', family_name = null"
    async with referral_db.begin([house.business_id]) as session:
        await session.execute(text(f"{renamed} where id = :id"), who)
        await session.execute(text("delete from person_identifier where person_id = :id"), who)

    erased = await house.post(f"/v1/people/{referral['prospect_id']}/erase")
    assert erased.status_code == 202, erased.text
    await sweep_erasures(referral_db, eraser=tools.eraser)

    assert [size > 0 for size in await bytes_kept(referral_db, house, [named, other])] == [
        False,
        True,
    ]
