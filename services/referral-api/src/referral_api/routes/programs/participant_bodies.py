"""What participants and codes look like, going in and coming out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row

from goodword.ids import MessageId, ParticipantId, PersonId, ProgramId
from goodword.moments import Moment
from referral_api.domain.codes import link_of
from referral_api.domain.forms import Body
from referral_api.domain.participants.offers import offered_now
from referral_api.domain.people.refs import PersonRefBody
from referral_api.routes.conventions.objects import Metadata, MetadataChange, Object, unchanged
from referral_api.routes.tools import Tools

Status = Literal["active", "left"]
ChosenCode = Annotated[
    str,
    StringConstraints(max_length=200),
    Field(description="3 to 32 letters, digits, - and _; no word that means something else"),
]


class NewParticipant(Body):
    """Somebody takes part; without `code` they get one that nobody can guess."""

    program_id: ProgramId
    person_ref: PersonRefBody
    code: ChosenCode | None = None
    metadata: Metadata = Field(default_factory=dict)


class ParticipantChangeBody(Body):
    """Whoever left keeps what was promised: purchases until then, and by who was referred until
    then. Their link leads nowhere, and a purchase by their code counts for nobody."""

    status: Status = unchanged()
    metadata: MetadataChange = unchanged()


class Discussion(Body):
    """The program was talked about: now, unless it is said when."""

    discussed_at: Moment = unchanged()


class OfferObject(BaseModel):
    """What the law said when the program was offered. What is not `allowed` is not promised in
    writing, and its rewards are held."""

    allowed: bool
    decision: Literal["BLOCK", "NEEDS_REVIEW", "ALLOW_WITH_CONDITIONS", "ALLOW"]
    rules: list[str]
    checked_at: datetime


class DisclosureObject(BaseModel):
    """Which terms were sent in writing, to whom and in which letter. `terms_sha256` is of their
    text in UTF-8; null where it left before that was kept."""

    program_version: int
    person_id: PersonId
    message_id: MessageId
    channel: str
    template: str
    template_version: int
    terms_sha256: str | None


class ParticipantObject(Object):
    """A person in a program. `program_version` is what they were promised; `terms_sent_at` is when
    they were sent it in writing, and `disclosure` what that was (null where that was before it was
    kept)."""

    id: ParticipantId
    object: Literal["participant"] = "participant"
    program_id: ProgramId
    program_version: int
    person_id: PersonId
    code: str
    link: str
    status: Status
    joined_at: datetime
    left_at: datetime | None
    discussed_at: datetime | None
    terms_sent_at: datetime | None
    disclosure: DisclosureObject | None
    offer: OfferObject | None


class CodeObject(BaseModel):
    """Whose code it is. `valid` while its program is offered and they take part in it."""

    id: ParticipantId
    object: Literal["code"] = "code"
    code: str
    valid: bool
    link: str
    participant_id: ParticipantId
    person_id: PersonId
    program_id: ProgramId
    program_status: Literal["active", "paused", "ended"]
    created_at: datetime
    updated_at: datetime
    version: int
    metadata: dict[str, str]


class Shaper:
    """Makes answers of a business's participants, whose links carry its slug."""

    def __init__(self, tools: Tools, business: Row[Any]) -> None:
        self._public_url = tools.public_url
        self._slug = business.slug

    def participant(self, row: Row[Any]) -> ParticipantObject:
        return ParticipantObject.model_validate({**row._mapping, "link": self._link(row)})

    def code(self, row: Row[Any], now: datetime) -> CodeObject:
        valid = row.status == "active" and offered_now(row, now) == "now"
        more = {"link": self._link(row), "participant_id": row.id, "valid": valid}
        return CodeObject.model_validate({**row._mapping, **more})

    def _link(self, row: Row[Any]) -> str:
        return link_of(self._public_url, self._slug, row.code)
