"""The page on which a prospect says whether they want to be introduced."""

import asyncio

import pytest
from tests.referral_api.conftest import HASH_KEY
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.said import said

from goodword import ids
from goodword.events import (
    ContactSuppressed,
    IntroductionMade,
    IntroductionRequested,
    ReferralWithdrawn,
)
from goodword.letters.links import opt_in_url
from goodword.seal import Hasher

YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture
async def referral(house):
    return await carla_names_ben(house)


def path(house, tools, referral, language="en"):
    who = house.business_id, ids.read("ref", referral["id"])
    return opt_in_url("", tools.signer, who, language)


async def as_it_is(house, referral):
    return (await house.get(f"/v1/referrals/{referral['id']}")).json()


@pytest.mark.parametrize(
    ("language", "title", "ask"),
    [
        ("en", "May we get in touch?", "Carla thinks that we can help you"),
        ("de", "Dürfen wir uns bei Ihnen melden?", "Carla glaubt"),
        ("fr", "Pouvons-nous vous contacter", "Carla pense"),
        ("es", "¿Podemos ponernos en contacto?", "Carla cree"),
    ],
)
async def test_a_look_at_it_changes_nothing(house, tools, visitor, referral, language, title, ask):
    shown = await visitor.get(path(house, tools, referral, language))

    assert (shown.status_code, f'lang="{language}"' in shown.text) == (200, True)
    assert title in shown.text
    assert ask in shown.text
    assert "Blue Door" in shown.text
    assert await as_it_is(house, referral) == referral


async def test_r_int_05_a_yes_is_an_introduction_that_the_prospect_shows_themselves(
    house, tools, visitor, referral, referral_db
):
    both = await asyncio.gather(
        *(visitor.post(path(house, tools, referral), data=YES) for _ in range(2))
    )

    assert [each.status_code for each in both] == [200, 200]
    made = await as_it_is(house, referral)
    assert (made["status"], made["class"]) == ("introduced", "active_referral")
    evidence = {"kind": "opt_in_link", "ref": None, "authentication": None}
    assert made["introduction"]["evidence"] == evidence
    (event,) = await said(referral_db, IntroductionMade)
    assert (event.evidence_kind, event.verified) == ("opt_in_link", True)
    assert event.actor == made["prospect_id"]
    assert await said(referral_db, ContactSuppressed) == []


async def test_r_msg_05_a_no_is_for_good_and_to_everybody(
    house, tools, visitor, referral, referral_db
):
    dora = {"referrer_ref": {"email": "dora@clients.example"}}
    other = await carla_names_ben(house, program_id=referral["program_id"], **dora)

    answer = await visitor.post(path(house, tools, referral), data=NO)

    assert "As you wish" in answer.text
    after = [await as_it_is(house, each) for each in (referral, other)]
    assert [each["status"] for each in after] == ["withdrawn", "withdrawn"]
    (suppressed,) = await said(referral_db, ContactSuppressed)
    hashed = Hasher(HASH_KEY).address(house.business_id, "email", "ben@buyers.example")
    assert (suppressed.address_hash, suppressed.scope) == (hashed, "all")
    assert len(await said(referral_db, ReferralWithdrawn)) == 2
    elsa = {"referrer_ref": {"email": "elsa@clients.example"}}
    third = await carla_names_ben(house, program_id=referral["program_id"], **elsa)
    assert third["status"] == "named"
    assert len(await said(referral_db, IntroductionRequested)) == 2


async def test_a_no_is_heard_after_a_yes_and_a_yes_no_more_after_a_no(
    house, tools, visitor, referral, referral_db
):
    await visitor.post(path(house, tools, referral), data=YES)
    shown = await visitor.get(path(house, tools, referral))
    assert 'value="no"' in shown.text
    assert 'value="yes"' not in shown.text

    await visitor.post(path(house, tools, referral), data=NO)
    late = await visitor.post(path(house, tools, referral), data=YES)

    assert "As you wish" in late.text
    assert (await as_it_is(house, referral))["status"] == "withdrawn"
    assert len(await said(referral_db, ReferralWithdrawn)) == 1


@pytest.mark.parametrize("body", [b"", b"answer=maybe", b"\xff\xfe", b"answer=yes" * 500])
async def test_anything_else_is_asked_again(house, tools, visitor, referral, body):
    answer = await visitor.post(
        path(house, tools, referral),
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 422
    assert await as_it_is(house, referral) == referral


async def test_a_token_for_anything_else_leads_nowhere(house, tools, visitor, referral):
    says = {"business": ids.show("biz", house.business_id), "referral": referral["id"]}
    crossed = {"business": ids.show("biz", ids.new()), "referral": referral["id"]}
    unknown = {**says, "referral": ids.show("ref", ids.new())}

    tokens = [
        tools.signer.sign("answer", says),
        tools.signer.sign("opt_in", crossed),
        tools.signer.sign("opt_in", unknown),
        "nonsense",
    ]

    for token in tokens:
        for answer in (
            await visitor.get(f"/i/{token}"),
            await visitor.post(f"/i/{token}", data=YES),
        ):
            assert answer.status_code == 404
    assert await as_it_is(house, referral) == referral
