"""Mails as evidence of introductions (R-INT-05) and as a prospect's word (R-MSG-08), by webhook."""

import pytest
from tests.referral_api.introductions import carla_names_ben
from tests.referral_api.mails import BEN, CARLA, SIGNED, TRUSTED, a_mail, mailbox_of
from tests.referral_api.said import said

from goodword.events import (
    ContactSuppressed,
    IntroductionMade,
    IntroductionPermitted,
    ReferralWithdrawn,
)
from referral_api.sources import SOURCES
from referral_api.use_cases.deliveries.apply_deliveries import apply_deliveries


@pytest.fixture
async def referral(house):
    return await carla_names_ben(house)


@pytest.fixture
async def mail_in(house, visitor, tools, referral_db, hearing):
    """Posts a mail as what takes it in would, and does what the applier does."""
    settings = {"authserv_id": TRUSTED}
    given = {"source": "inbound_mail", "name": "mx", "settings": settings}
    made = (await house.post("/v1/connections", given)).json()

    async def post(body, connection=None):
        to = connection or made
        answer = await visitor.post(
            f"/webhooks/{to['id']}",
            content=body,
            headers={"Authorization": f"Bearer {to['secret']}", "Content-Type": "message/rfc822"},
        )
        assert answer.status_code == 202, answer.text
        keys = {"hasher": tools.hasher, "sealer": tools.sealer}
        while await apply_deliveries(referral_db, sources=SOURCES, **keys):
            pass
        return answer.json()

    return post


async def as_it_is(house, referral):
    return (await house.get(f"/v1/referrals/{referral['id']}")).json()


async def delivery_of(house, answer):
    return (await house.get(f"/v1/deliveries/{answer['id']}")).json()


async def test_r_int_05_a_mail_with_all_three_is_an_introduction(
    house, referral, referral_db, mail_in
):
    found = f"{SIGNED}; arc=pass header.oldest-pass=0"
    mail = a_mail([BEN, mailbox_of(referral["id"])], Message_ID="<1@clients.ex>", results=found)
    answer = await mail_in(mail)

    made = await as_it_is(house, referral)
    assert (made["status"], made["class"]) == ("introduced", "active_referral")
    seen = "dkim=pass (clients.example); arc=pass"
    evidence = {"kind": "inbound_mail", "ref": "<1@clients.ex>", "authentication": seen}
    assert made["introduction"]["evidence"] == evidence
    assert made["introduction"]["verified"] is True
    (event,) = await said(referral_db, IntroductionMade)
    assert (event.evidence_kind, event.verified, event.actor) == ("inbound_mail", True, None)
    delivery = await delivery_of(house, answer)
    assert (delivery["status"], delivery["facts"]) == ("applied", [referral["id"]])
    told = (await house.get(f"/v1/referrals/{referral['id']}/explain")).json()
    assert f"The mail's signatures, as your server found: {seen}." in str(told)


async def test_r_int_05_a_mail_counts_once_by_its_message_id(house, referral, referral_db, mail_in):
    mail = a_mail([BEN, mailbox_of(referral["id"])], Message_ID="<1@clients.ex>")
    await mail_in(mail)

    again = await mail_in(b"Received: by another way\n" + mail)
    other = await mail_in(a_mail([BEN, mailbox_of(referral["id"])]))

    assert again["duplicate"] is True
    assert len(await said(referral_db, IntroductionMade)) == 1
    reason = (await delivery_of(house, other))["reason"]
    assert reason == "It shows no introduction that is still to come."


@pytest.mark.parametrize(
    "given",
    [
        {"results": None},
        {"results": "mx.elsewhere.example; dkim=pass header.d=clients.example"},
        {"writer": "carla@at-home.example"},
    ],
)
async def test_r_int_05_a_mail_that_anybody_may_have_written_counts_for_a_look(
    house, referral, referral_db, mail_in, given
):
    await mail_in(a_mail([BEN, mailbox_of(referral["id"])], **given))

    made = await as_it_is(house, referral)
    assert (made["class"], made["introduction"]["verified"]) == ("active_referral", False)
    (event,) = await said(referral_db, IntroductionMade)
    assert (event.verified, event.standing.introduction_verified) == (False, False)


@pytest.mark.parametrize(
    "to",
    [
        [],  # to us alone: an answer, no introduction
        ["somebody@else.example"],  # not to the prospect whom we know
        [CARLA],  # to herself
    ],
)
async def test_r_int_05_a_mail_without_the_prospect_introduces_nobody(
    house, referral, referral_db, mail_in, to
):
    await mail_in(a_mail([*to, mailbox_of(referral["id"])]))

    assert (await as_it_is(house, referral))["class"] == "named_referral"
    assert await said(referral_db, IntroductionMade) == []


async def test_r_int_05_a_mail_that_nobody_can_see_we_got_introduces_nobody(
    house, referral, referral_db, mail_in
):
    await mail_in(a_mail([BEN], Delivered_To=mailbox_of(referral["id"])))
    assert await said(referral_db, IntroductionMade) == []

    await house.patch("/v1/business", {"reply_to": "rita@harbor.example"})
    hidden = {"Delivered_To": mailbox_of(referral["id"]), "Cc": "Rita <rita@harbor.example>"}
    await mail_in(a_mail([BEN], **hidden))

    assert len(await said(referral_db, IntroductionMade)) == 1


async def test_r_int_05_an_address_that_we_did_not_make_is_nobodys(
    house, referral, referral_db, mail_in
):
    ours = mailbox_of(referral["id"])
    forged = ours.replace(ours[-30:-20], "0123456789")
    assert forged != ours

    await mail_in(a_mail([BEN, forged]))

    assert await said(referral_db, IntroductionMade) == []


async def test_a_mail_to_another_businesss_connection_says_nothing_of_this_one(
    house, open_house, referral, referral_db, mail_in
):
    other = await open_house(slug="other")
    made = (await other.post("/v1/connections", {"source": "inbound_mail", "name": "mx"})).json()

    await mail_in(a_mail([BEN, mailbox_of(referral["id"])]), connection=made)

    assert (await as_it_is(house, referral))["class"] == "named_referral"
    assert await said(referral_db, IntroductionMade) == []


async def test_a_prospect_who_answers_has_agreed(house, referral, referral_db, mail_in):
    await mail_in(a_mail([CARLA, mailbox_of(referral["id"])], writer=BEN, text="Sure, go ahead."))

    assert (await as_it_is(house, referral))["status"] == "permission_given"
    (event,) = await said(referral_db, IntroductionPermitted)
    assert (event.evidence_kind, event.actor) == ("inbound_mail", referral["prospect_id"])
    assert await said(referral_db, IntroductionMade) == []


@pytest.mark.parametrize("results", [None, "mx.harbor.example; dkim=pass header.d=buyers.example"])
async def test_r_msg_08_a_prospect_who_writes_stop_is_left_alone(
    house, referral, referral_db, mail_in, results
):
    ours = mailbox_of(referral["id"])
    await mail_in(a_mail([ours], writer=BEN, text="Stop.", results=results))

    assert (await as_it_is(house, referral))["status"] == "withdrawn"
    assert len(await said(referral_db, ContactSuppressed)) == 1
    (event,) = await said(referral_db, ReferralWithdrawn)
    assert event.actor == referral["prospect_id"]
    await mail_in(a_mail([BEN, ours]))
    assert await said(referral_db, IntroductionMade) == []


async def test_a_dot_in_a_mailbox_of_google_makes_no_other_person(house, referral_db, mail_in):
    ben = {"email": "ben.buyer@gmail.com"}
    referral = await carla_names_ben(house, prospect_ref=ben)

    await mail_in(a_mail(["benbuyer+shop@gmail.com", mailbox_of(referral["id"])]))

    assert (await as_it_is(house, referral))["introduction"]["verified"] is True


async def test_what_would_come_of_a_mail_is_shown_by_what_it_is_about(house, referral):
    made = (await house.post("/v1/connections", {"source": "inbound_mail", "name": "mx"})).json()

    told = await house.post(
        f"/v1/connections/{made['id']}/dry_run",
        {"body": a_mail([BEN, mailbox_of(referral["id"])]).decode()},
    )

    [fact] = told.json()["facts"]
    assert fact["type"] == "inbound_mail"
    assert fact["data"]["mailboxes"] == [referral["id"]]
    assert fact["data"]["said"] == "Ben, meet Rita."
