"""What is read out of a webhook, as it is shown to whoever tries one."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel

from goodword import ids
from referral_api.domain.connections.delivery import ReportedFact
from referral_api.domain.connections.inbound_mail import InboundMail
from referral_api.domain.connections.mail_report import MailReport
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.connections.wanted import Wanted
from referral_api.domain.people.privacy import DataAsked, ErasureAsked, ShopErasureAsked
from referral_api.domain.people.reported import ReportedPerson
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
from referral_api.domain.sales.part_payment import PartPayment
from referral_api.domain.sales.refund import ReportedRefund
from referral_api.domain.sales.sale import ReportedSale

FactType = Literal[
    "sale",
    "refund",
    "part_payment",
    "referral",
    "introduction",
    "mail_report",
    "provider_object",
    "data_request",
    "erasure",
    "shop_erasure",
    "person",
    "wanted",
    "inbound_mail",
    "review",
    "survey_answer",
    "value_contact",
    "issue",
    "opportunity",
    "order_fulfilment",
    "invitation",
]
TYPES: dict[type[ReportedFact], FactType] = {
    ReportedSale: "sale",
    ReportedRefund: "refund",
    PartPayment: "part_payment",
    ReferralBody: "referral",
    IntroductionOfReferralBody: "introduction",
    MailReport: "mail_report",
    ReportedObject: "provider_object",
    DataAsked: "data_request",
    ErasureAsked: "erasure",
    ShopErasureAsked: "shop_erasure",
    ReportedPerson: "person",
    Wanted: "wanted",
    InboundMail: "inbound_mail",
    ReviewBody: "review",
    SurveyAnswerBody: "survey_answer",
    ValueContactBody: "value_contact",
    IssueBody: "issue",
    OpportunityBody: "opportunity",
    OrderFulfilmentBody: "order_fulfilment",
    InvitationBody: "invitation",
}
_PREFIXES = {
    "click_id": "clk",
    "landing_click_id": "clk",
    "message_id": "msg",
    "person_id": "per",
    "program_id": "prg",
    "prospect_ref": "per",
    "referral_id": "ref",
    "referrer_ref": "per",
    "rep_id": "per",
    "sale_id": "sal",
}
_NOT_SHOWN = {"sought", "tag"}


class ReadFact(BaseModel):
    """A fact as it was read out of the payload; `sentence` says of a sale whose it would be."""

    type: FactType
    data: dict[str, Any]
    sentence: str | None = None

    @classmethod
    def of(cls, fact: ReportedFact, matches: Iterator[str]) -> Self:
        """`matches` says of each sale in turn whose it would be."""
        return cls(
            type=TYPES[type(fact)],
            data=_shown(_fields(fact)),
            sentence=next(matches, None) if isinstance(fact, ReportedSale) else None,
        )


def _fields(fact: ReportedFact) -> dict[str, Any]:
    if isinstance(fact, InboundMail):
        boxes = [ids.show(each.about, each.id) for each in fact.mailboxes]
        return asdict(fact) | {"mailboxes": boxes}
    return dict(fact) if isinstance(fact, BaseModel) else asdict(fact)


def _shown(value: Any, name: str = "") -> Any:
    """Ids as they are shown everywhere, and nothing that only we make of it."""
    if isinstance(value, UUID):
        return ids.show(_PREFIXES[name], value)
    if isinstance(value, BaseModel):
        # A name that came as one line is kept as its parts, which no model was made of.
        return value.model_dump(mode="json", warnings=False)
    if isinstance(value, dict):
        return {key: _shown(each, key) for key, each in value.items() if key not in _NOT_SHOWN}
    if isinstance(value, list | tuple):
        return [_shown(each, name) for each in value]
    return value
