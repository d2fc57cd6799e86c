"""The page on which a client answers an ask."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from tests.referral_api.conftest import House
from tests.referral_api.routes.public.asked import DANA, FORM, Asked
from tests.referral_api.said import said

from goodword import ids
from goodword.asking import Circumstances, lint
from goodword.database import Database
from goodword.events import AskAnswered, ContactSuppressed, PersonChanged, ReferralCreated
from goodword.letters import LANGUAGES
from referral_api.routes.public.answering_words import WORDS
from referral_api.routes.tools import Tools


async def the_ask(house: House, asked: Asked) -> dict[str, Any]:
    return dict((await house.get(f"/v1/asks/{asked.ask}")).json())


async def test_looking_at_the_page_answers_nothing(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    answer = await visitor.get(ana.path)

    assert answer.status_code == 200
    assert "Who comes to mind?" in answer.text
    assert "Given what you know about Blue Door, who do you know" in answer.text
    assert answer.text.count(FORM) == 3
    assert 'type="checkbox" name="told1" value="yes" required' in answer.text
    assert " checked" not in answer.text
    assert "<script" not in answer.text
    assert await said(referral_db, AskAnswered) == []
    assert (await the_ask(house, ana))["status"] == "sent"


async def test_a_name_becomes_a_referral_once_however_often_it_is_sent(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    form = DANA | {
        "how1": "We row.\r\nTogether.",
        "need1": "A roof that leaks.",
        "name2": "Eli",
        "told2": "yes",
    }

    answers = [await visitor.post(ana.path, data=form) for _ in range(2)]
    answers.append(await visitor.get(ana.path))

    for answer in answers:
        assert answer.status_code == 200
        assert "Thank you!" in answer.text
        assert "Dana" not in answer.text
    [event] = await said(referral_db, AskAnswered)
    assert (event.answer, event.via, len(event.referral_ids)) == ("named", "page", 2)
    assert len(await said(referral_db, ReferralCreated)) == 2
    [dana] = (await house.get("/v1/people", email="dana@example.com")).json()["data"]
    [referral] = (await house.get("/v1/referrals", prospect_id=dana["id"])).json()["data"]
    assert (referral["context"], referral["permission"]) == ("We row.\nTogether.", True)
    assert referral["need"] == "A roof that leaks."
    assert (await the_ask(house, ana))["status"] == "answered"


async def test_two_who_press_at_once_are_one_answer(
    visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    forms = [DANA, {"answer": "not_now"}, DANA | {"name1": "Eli", "contact1": ""}]

    answers = await asyncio.gather(*(visitor.post(ana.path, data=form) for form in forms))

    assert [each.status_code for each in answers] == [200, 200, 200]
    assert len(await said(referral_db, AskAnswered)) == 1
    assert len(await said(referral_db, ReferralCreated)) <= 1


async def test_not_now_is_an_answer(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    answer = await visitor.post(ana.path, data={"answer": "not_now"})

    assert "All right, not now" in answer.text
    [event] = await said(referral_db, AskAnswered)
    assert (event.answer, event.referral_ids) == ("not_now", ())
    assert not (await said(referral_db, PersonChanged))[-1].do_not_ask


@pytest.mark.parametrize("before", [None, DANA, {"answer": "not_now"}])
async def test_never_is_taken_at_any_time_and_for_ever(
    house: House,
    visitor: httpx.AsyncClient,
    referral_db: Database,
    ana: Asked,
    before: dict[str, str] | None,
):
    if before:
        assert "Never ask me again" in (await visitor.post(ana.path, data=before)).text

    answer = await visitor.post(ana.path, data={"answer": "never"})
    later = await visitor.post(ana.path, data=DANA | {"contact1": "eli@example.com"})

    for each in (answer, later):
        assert "We will not ask you again" in each.text
        assert FORM not in each.text
    person = (await house.get(f"/v1/people/{ana.person}")).json()
    assert person["preferences"]["do_not_ask"] is True
    [event] = await said(referral_db, AskAnswered)
    assert event.answer == (before["answer"] if before else "never")
    assert (await house.get("/v1/people", email="eli@example.com")).json()["data"] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"told1": ""}, "Please tick this once you have told them."),
        ({"name1": "", "contact1": ""}, "Please give a name on one line."),
        ({"name1": "Da\x00na"}, "Please give a name on one line."),
        ({"name1": "x" * 256}, "Please give a name on one line."),
        ({"contact1": "dana at home"}, "Please write it like name@example.com"),
        ({"contact1": "999999"}, "Please write it like name@example.com"),
        ({"how1": "x" * 1001}, "Please say it in at most 1,000 characters."),
        ({"need1": "x" * 1001}, "Please say it in at most 1,000 characters."),
        ({"contact1": "ana@example.com"}, "That seems to be you."),
        ({"name2": "Eli"}, "Please tick this once you have told them."),
        ({"answer": "perhaps"}, "Who comes to mind?"),
        ({"answer": ""}, "Who comes to mind?"),
    ],
)
async def test_what_cannot_be_taken_is_shown_to_be_mended(
    visitor: httpx.AsyncClient, referral_db: Database, ana: Asked, change: Any, words: str
):
    form = {name: value for name, value in (DANA | change).items() if value}

    answer = await visitor.post(ana.path, data=form)

    assert answer.status_code == 422
    assert words in answer.text
    assert await said(referral_db, AskAnswered) == []
    assert await said(referral_db, ReferralCreated) == []


async def test_hostile_forms_come_to_nothing(
    visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    bodies = [b"", b"\xff\xfe%00%zz=&&&=", b"answer=named&" + b"a=b&" * 40_000, b"a&" * 90, b"{}"]

    for body in bodies:
        answer = await visitor.post(ana.path, content=body, headers=kind)
        assert answer.status_code == 422
    script = DANA | {"name1": "<script>alert(1)</script>", "told1": ""}
    answer = await visitor.post(ana.path, data=script)

    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert await said(referral_db, AskAnswered) == []


async def test_more_than_five_are_not_taken(
    visitor: httpx.AsyncClient, referral_db: Database, ana: Asked
):
    many = {f"name{n}": f"Friend {n}" for n in range(1, 8)}
    told = {f"told{n}": "yes" for n in range(1, 8)}

    await visitor.post(ana.path, data={"answer": "named"} | many | told)

    [event] = await said(referral_db, AskAnswered)
    assert len(event.referral_ids) == 5


async def test_a_prospect_who_wants_silence_is_taken_like_any_other(
    house: House, visitor: httpx.AsyncClient, referral_db: Database, tools: Tools, ana: Asked
):
    address = tools.hasher.address(house.business_id, "email", "dana@example.com")
    says = {"business": ids.show("biz", house.business_id), "channel": "email", "hash": address}
    out = tools.signer.sign("unsubscribe", says)
    await visitor.post(f"/u/{out}", data={"List-Unsubscribe": "One-Click"})

    answer = await visitor.post(ana.path, data=DANA)

    assert len(await said(referral_db, ContactSuppressed)) == 1
    assert answer.status_code == 200
    assert "Thank you!" in answer.text


async def test_where_rewards_forbid_it_nobody_is_asked_for_addresses(
    house: House, visitor: httpx.AsyncClient, ana: Asked
):
    await house.patch(f"/v1/people/{ana.person}", {"place": {"country": "GB"}})

    shown = await visitor.get(ana.path)
    await visitor.post(ana.path, data=DANA)

    assert "contact1" not in shown.text
    assert (await house.get("/v1/people", email="dana@example.com")).json()["data"] == []
    [referral] = (await house.get("/v1/referrals")).json()["data"]
    dana = (await house.get(f"/v1/people/{referral['prospect_id']}")).json()
    assert (dana["name"]["display"], dana["emails"]) == ("Dana", [])


async def test_nothing_of_what_was_named_is_kept_with_the_ask(
    visitor: httpx.AsyncClient, house: House, referral_db: Database, ana: Asked
):
    await visitor.post(ana.path, data=DANA)

    async with referral_db.begin([house.business_id]) as session:
        [row] = (await session.scalars(text("select to_jsonb(ask)::text from ask"))).all()
    assert "dana" not in row.lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_r_lin_the_page_asks_as_letters_must(language: str):
    words = WORDS[language]
    for wanted in words.wanted.values():
        asked = f"{words.title}\n\n{words.ask.format('Blue Door')} {wanted}"
        assert lint(asked, language, "referral_ask", Circumstances()).errors == ()
