"""What a type's data becomes: the REST API's own bodies, read once more."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from goodword.moments import Moment
from referral_api.domain.connections.about import NO_SETTINGS, ConnectionSettings
from referral_api.domain.connections.delivery import Ignored, Translation, UnreadableError
from referral_api.domain.forms import Body
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
from referral_api.domain.sales.body import RefundOfSaleBody, SaleBody
from referral_api.sources.json_body import first_mistake, read_object


class _Message(BaseModel):
    """The frame; what else it holds is the sender's business."""

    type: str
    timestamp: Moment
    data: dict[str, Any]


def _sale(data: dict[str, Any], at: datetime) -> Translation:
    body = SaleBody.model_validate(data)
    return (body.part(at) or body.reported(at),)


def _refund(data: dict[str, Any], at: datetime) -> Translation:
    return (RefundOfSaleBody.model_validate(data).reported(at),)


def _body(model: type[Body]) -> Callable[[dict[str, Any], datetime], Translation]:
    """What a type's own body says, whenever it was sent."""

    def read(data: dict[str, Any], at: datetime) -> Translation:
        return (model.model_validate(data),)  # type: ignore[return-value]  # each is a fact

    return read


RESOURCES: Final[Mapping[str, Callable[[dict[str, Any], datetime], Translation]]] = {
    "sale": _sale,
    "refund": _refund,
    "referral": _body(ReferralBody),
    "introduction": _body(IntroductionOfReferralBody),
    "review": _body(ReviewBody),
    "survey_answer": _body(SurveyAnswerBody),
    "value_contact": _body(ValueContactBody),
    "issue": _body(IssueBody),
    "opportunity": _body(OpportunityBody),
    "order_fulfilment": _body(OrderFulfilmentBody),
    "invitation": _body(InvitationBody),
}


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What a message says; its type counts, which is inside what was signed."""
    try:
        message = _Message.model_validate(read_object(body))
        resource = RESOURCES.get(message.type)
        if resource is None:
            return Ignored(f"Nothing is made of the type {message.type[:60]!r}.")
        return resource(message.data, message.timestamp)
    except ValidationError as error:
        raise UnreadableError(first_mistake(error)) from error
