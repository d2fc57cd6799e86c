"""Mail that comes back, from the door to the log; and what the notifier made of it."""

from pathlib import Path

from sqlalchemy import text
from tests.referral_api.said import said

from goodword import ids
from goodword.bus import Said
from goodword.events import ChannelReport, ChannelReported, ContactSuppressed, MessageSent
from goodword.testing.events import deliver
from referral_api.main import handlers

PAYLOADS = Path(__file__).parents[2] / "sources" / "payloads" / "mail_reports"
BOUNCE = (PAYLOADS / "postfix_unknown_user.eml").read_bytes()
LETTER = "msg_01jftt4z0yfmx9mm8000000013"


async def test_a_bounce_that_comes_by_mail_is_said(shop, house, visitor, referral_db):
    made = (await house.post("/v1/connections", {"source": "mail_reports", "name": "MX"})).json()
    headers = {"Authorization": f"Bearer {made['secret']}", "Content-Type": "message/rfc822"}

    answers = [
        await visitor.post(f"/webhooks/{made['id']}", content=BOUNCE, headers=headers)
        for _ in range(2)
    ]
    await shop.apply()

    assert [each.status_code for each in answers] == [202, 202]
    (delivery,) = (await house.get("/v1/deliveries")).json()["data"]
    assert (delivery["status"], delivery["facts"]) == ("applied", [LETTER])
    whole = (await house.get(f"/v1/deliveries/{delivery['id']}")).json()
    assert set(whole["headers"]) <= {"content-type", "user-agent"}
    (reported,) = await said(referral_db, ChannelReported)
    assert reported.reports == (
        ChannelReport(message_id=ids.read("msg", LETTER), what="bounced", status="5.1.1"),
    )
    assert ids.show("dlv", reported.delivery_id) == delivery["id"]


async def test_a_report_that_is_replayed_is_not_said_again(shop, house, visitor, referral_db):
    made = (await house.post("/v1/connections", {"source": "mail_reports", "name": "MX"})).json()
    headers = {"Authorization": f"Bearer {made['secret']}", "Content-Type": "message/rfc822"}
    await visitor.post(f"/webhooks/{made['id']}", content=BOUNCE, headers=headers)
    await shop.apply()
    (delivery,) = (await house.get("/v1/deliveries")).json()["data"]

    replayed = await house.post(f"/v1/deliveries/{delivery['id']}/replay")
    await shop.apply()

    assert replayed.is_success, replayed.text
    assert len(await said(referral_db, ChannelReported)) == 1


async def test_a_mail_in_no_known_letters_is_exported_all_the_same(
    shop, house, visitor, referral_db
):
    """Of a person about whose letter it tells: whoever asks has a right to it."""
    ana = (await house.post("/v1/people", {"emails": ["ana@friends.example"]})).json()
    letter = MessageSent(
        business_id=house.business_id,
        message_id=ids.read("msg", LETTER),
        person_id=ids.read("per", ana["id"]),
        kind="welcome",
        cause=ids.new(),
        channel="email",
        template="welcome",
        template_version=1,
        header_message_id="<1@goodword.example>",
    )
    await deliver(referral_db, handlers("https://api.example"), [Said(letter, 1)])
    made = (await house.post("/v1/connections", {"source": "mail_reports", "name": "MX"})).json()
    headers = {"Authorization": f"Bearer {made['secret']}", "Content-Type": "message/rfc822"}
    mail = BOUNCE + b"\r\nGr\xfc\xdfe\x00\r\n"
    await visitor.post(f"/webhooks/{made['id']}", content=mail, headers=headers)
    await shop.apply()

    exported = await house.get(f"/v1/people/{ana['id']}/export")

    assert exported.status_code == 200, exported.text
    assert "Gr\ufffd\ufffde" in exported.json()["deliveries"][0]["body"]


async def test_without_the_secret_no_mail_is_taken(house, visitor):
    made = (await house.post("/v1/connections", {"source": "mail_reports", "name": "MX"})).json()

    answer = await visitor.post(f"/webhooks/{made['id']}", content=BOUNCE)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_signature")


async def test_an_address_that_the_notifier_gave_up_is_remembered_here_too(house, referral_db):
    suppressed = ContactSuppressed(
        business_id=house.business_id,
        address_hash="a" * 64,
        channel="email",
        scope="all",
        reason="bounced",
    )

    for _ in range(2):
        await deliver(referral_db, handlers("https://api.example"), [Said(suppressed, 1)])

    async with referral_db.begin([house.business_id]) as session:
        rows = (await session.execute(text("select address_hash, reason from suppression"))).all()
    assert [tuple(row) for row in rows] == [("a" * 64, "bounced")]
    assert await said(referral_db, ContactSuppressed) == []
