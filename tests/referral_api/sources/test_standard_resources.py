"""What a Standard Webhooks message says: the bodies of the REST API."""

from datetime import UTC, datetime

import orjson
import pytest

from goodword import ids
from goodword.money import Money
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.referrals.body import IntroductionOfReferralBody, ReferralBody
from referral_api.domain.relationships.bodies import (
    InvitationBody,
    IssueBody,
    OpportunityBody,
    OrderFulfilmentBody,
    ReviewBody,
    SurveyAnswerBody,
    ValueContactBody,
)
from referral_api.sources import standard

SALE = {
    "source": "till",
    "external_id": "9-1",
    "occurred_at": "2026-03-05T12:00:00Z",
    "gross": {"minor": 9000, "currency": "USD"},
    "buyer_ref": {"email": "ben@buyers.example", "name": {"display": "Ben"}},
    "codes": ["ana20", "ana20 "],
    "items": [{"product_id": "oil", "quantity": 2}],
}
REFUND = {
    "external_id": "r1",
    "amount": {"minor": 2000, "currency": "USD"},
    "occurred_at": "2026-03-06T12:00:00Z",
    "sale": {"source": "till", "external_id": "9-1"},
}
REFERRAL = {
    "program_id": ids.show("prg", ids.new()),
    "referrer_ref": {"email": "ana@friends.example"},
    "prospect_ref": {"email": "ben@buyers.example"},
    "permission": True,
}


def translate(kind, data, **frame):
    message = {"type": kind, "timestamp": "2026-03-06T12:00:01Z", "data": data} | frame
    return standard.translate("unused", orjson.dumps(message))


def test_a_sale_is_the_body_of_the_rest_api():
    (sale,) = translate("sale", SALE)

    assert sale.key == ("till", "9-1")
    assert sale.gross == sale.net == Money(minor=9000, currency="USD")
    assert sale.net_basis == "gross"
    assert sale.codes == ("ana20",)
    assert (sale.buyer.email, sale.buyer.display_name) == ("ben@buyers.example", "Ben")
    assert sale.product_ids == ("oil",)


def test_a_given_net_is_the_goods():
    (sale,) = translate("sale", SALE | {"net": {"minor": 8000, "currency": "USD"}})

    assert (sale.net.minor, sale.net_basis) == (8000, "goods")


def test_a_buyer_may_be_one_of_our_ids_or_nobody():
    person_id = ids.new()

    (known,) = translate("sale", SALE | {"buyer_ref": ids.show("per", person_id)})
    (unknown,) = translate("sale", {k: v for k, v in SALE.items() if k != "buyer_ref"})

    assert known.buyer.person_id == person_id
    assert not unknown.buyer.is_identified


def test_a_refund_names_its_sale_and_holds_since_the_message_was_made():
    (refund,) = translate("refund", REFUND | {"status": "failed"})

    assert (refund.source, refund.sale_external_id) == ("till", "9-1")
    assert refund.state == "failed"
    assert refund.reported_at == datetime(2026, 3, 6, 12, 0, 1, tzinfo=UTC)


def test_a_referral_is_the_body_of_the_rest_api():
    (named,) = translate("referral", REFERRAL)

    assert named == ReferralBody.model_validate(REFERRAL)
    assert (named.permission, named.prospect_ref.email) == (True, "ben@buyers.example")


INTRODUCTION = {
    "referral_id": ids.show("ref", ids.new()),
    "evidence": {"kind": "meeting_record", "ref": "cal-1"},
}


def test_an_introduction_is_the_body_of_the_rest_api_and_says_of_which_referral():
    (made,) = translate("introduction", INTRODUCTION)

    assert made == IntroductionOfReferralBody.model_validate(INTRODUCTION)
    assert made.evidence.stored == {"kind": "meeting_record", "ref": "cal-1"}


BEN = {"person_ref": {"email": "ben@buyers.example"}}
NAMED = {"source": "crm", "external_id": "1"}
AT = "2026-03-06T12:00:00Z"


@pytest.mark.parametrize(
    ("kind", "data", "model"),
    [
        ("review", {**NAMED, "written_at": AT}, ReviewBody),
        ("survey_answer", {**NAMED, "score": 9, "answered_at": AT}, SurveyAnswerBody),
        ("value_contact", {"kind": "invoice", "occurred_at": AT}, ValueContactBody),
        ("issue", {"kind": "billing", "opened_at": AT}, IssueBody),
        ("opportunity", {**NAMED, "stage": "won", "changed_at": AT}, OpportunityBody),
        ("order_fulfilment", {"fulfilled_at": AT}, OrderFulfilmentBody),
        (
            "invitation",
            {"kind": "relationship_survey", "template": "nps v3", "decided_at": AT},
            InvitationBody,
        ),
    ],
)
def test_what_clients_say_and_get_is_read_as_the_api_reads_it(kind, data, model):
    assert translate(kind, data | BEN) == (model.model_validate(data | BEN),)


@pytest.mark.parametrize("kind", ["payout", "something"])
def test_other_types_are_ignored(kind):
    assert isinstance(translate(kind, {}), Ignored)


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("referral", REFERRAL | {"permission": None}, "permission"),
        ("introduction", INTRODUCTION | {"referral_id": "ben"}, "referral_id"),
        ("introduction", INTRODUCTION | {"evidence": {"kind": "typed_name"}}, "evidence"),
        ("introduction", INTRODUCTION | {"evidence": {"kind": "inbound_mail", "ref": "1"}}, "kind"),
        ("sale", SALE | {"colour": "red"}, "colour"),
        ("sale", SALE | {"gross": {"minor": -1, "currency": "USD"}}, "not negative"),
        ("sale", SALE | {"gross": {"minor": 1, "currency": "XQX"}}, "XQX"),
        ("sale", SALE | {"gross": {"minor": 1.5, "currency": "USD"}}, "gross"),
        ("sale", SALE | {"gross": {"minor": 1e300, "currency": "USD"}}, "gross"),
        ("sale", SALE | {"buyer_ref": {"phone": "12"}}, "phone"),
        ("sale", SALE | {"net": {"minor": 9001, "currency": "USD"}}, "between"),
        ("sale", SALE | {"net": {"minor": 1, "currency": "EUR"}}, "one currency"),
        ("sale", SALE | {"occurred_at": "2026-03-05T12:00:00"}, "occurred_at"),
        ("sale", SALE | {"buyer_ref": {"name": {"display": "Ben"}}}, "at least one"),
        ("refund", {k: v for k, v in REFUND.items() if k != "sale"}, "either"),
        ("refund", REFUND | {"sale_id": ids.show("sal", ids.new())}, "either"),
        ("refund", REFUND | {"amount": {"minor": -5, "currency": "USD"}}, "not negative"),
    ],
)
def test_what_cannot_be_understood_says_what_is_wrong_with_it(kind, data, sentence):
    with pytest.raises(UnreadableError, match=sentence):
        translate(kind, data)


def test_a_message_without_its_frame_is_not_understood():
    with pytest.raises(UnreadableError, match="timestamp"):
        translate("sale", SALE, timestamp="yesterday")
    with pytest.raises(UnreadableError, match="data"):
        standard.translate("sale", b'{"type": "sale", "timestamp": "2026-03-06T12:00:01Z"}')
