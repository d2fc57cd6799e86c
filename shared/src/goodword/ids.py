"""Ids: UUIDv7 inside, TypeIDs outside (`per_01jd…`), so that an id says what it names.

In Python an id is a `uuid.UUID`. A model field typed `PersonId` reads a TypeID (or a UUID) and
writes a TypeID, in the API and in events alike; a TypeID of another type is refused. The text form
follows the TypeID specification 0.3: prefix, underscore, 26 characters of Crockford's base32.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any
from uuid import UUID

import uuid_utils
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Python reads base 32 with other letters, and reads signs, spaces and underscores too: these become
# a letter that it refuses.
_PYTHONS = str.maketrans(
    dict.fromkeys(map(chr, range(128)), "!")
    | dict(zip(ALPHABET, "0123456789abcdefghijklmnopqrstuv", strict=True))
)
_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]
_LENGTH = 26

_REMEMBERED = 4096
"""So many ids are known in both forms without reckoning: a batch names its businesses, programs and
people again and again."""


def new() -> UUID:
    """A new UUIDv7: unique, and ordered by time to the millisecond."""
    return UUID(int=uuid_utils.uuid7().int)


@lru_cache(_REMEMBERED)
def show(prefix: str, value: UUID) -> str:
    """The TypeID of `value`."""
    rest = value.int
    pairs = []
    for _ in range(_LENGTH // 2):
        rest, pair = divmod(rest, 1024)
        pairs.append(_PAIRS[pair])
    return f"{prefix}_{''.join(reversed(pairs))}"


@lru_cache(_REMEMBERED)
def read(prefix: str, text: str) -> UUID:
    """The UUID behind a TypeID; ValueError where it is not one of this type."""
    found, _, suffix = text.rpartition("_")
    if found == prefix and len(suffix) == _LENGTH and suffix.isascii():
        with suppress(ValueError):
            return UUID(int=int(suffix.translate(_PYTHONS), 32))
    raise ValueError(f"not an id of the form {prefix}_…")


@dataclass(frozen=True, slots=True)
class TypeId:
    """The annotation that makes a UUID field read and write TypeIDs of one prefix."""

    prefix: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def parse(value: Any) -> Any:
            return read(self.prefix, value) if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(
            parse,
            core_schema.uuid_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: show(self.prefix, value), when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^{self.prefix}_[0-7][{ALPHABET}]{{25}}$"}


BusinessId = Annotated[UUID, TypeId("biz")]
ApiKeyId = Annotated[UUID, TypeId("key")]
PersonId = Annotated[UUID, TypeId("per")]
ProgramId = Annotated[UUID, TypeId("prg")]
ParticipantId = Annotated[UUID, TypeId("prt")]
ReferralId = Annotated[UUID, TypeId("ref")]
ConnectionId = Annotated[UUID, TypeId("con")]
DeliveryId = Annotated[UUID, TypeId("dlv")]
SaleId = Annotated[UUID, TypeId("sal")]
RefundId = Annotated[UUID, TypeId("rfd")]
ClickId = Annotated[UUID, TypeId("clk")]
RewardId = Annotated[UUID, TypeId("rwd")]
PayoutId = Annotated[UUID, TypeId("pay")]
MessageId = Annotated[UUID, TypeId("msg")]
JobId = Annotated[UUID, TypeId("job")]
EventId = Annotated[UUID, TypeId("evt")]
ConsentId = Annotated[UUID, TypeId("cns")]
TimelineEntryId = Annotated[UUID, TypeId("tle")]
DeedId = Annotated[UUID, TypeId("aud")]
TaskId = Annotated[UUID, TypeId("tsk")]
ReviewId = Annotated[UUID, TypeId("rev")]
SurveyAnswerId = Annotated[UUID, TypeId("srv")]
ValueContactId = Annotated[UUID, TypeId("val")]
IssueId = Annotated[UUID, TypeId("iss")]
OpportunityId = Annotated[UUID, TypeId("opp")]
OrderFulfilmentId = Annotated[UUID, TypeId("ful")]
InvitationId = Annotated[UUID, TypeId("inv")]
AskId = Annotated[UUID, TypeId("ask")]
TemplateId = Annotated[UUID, TypeId("tpl")]
WebhookEndpointId = Annotated[UUID, TypeId("wep")]
DispatchId = Annotated[UUID, TypeId("dsp")]
AttemptId = Annotated[UUID, TypeId("att")]
