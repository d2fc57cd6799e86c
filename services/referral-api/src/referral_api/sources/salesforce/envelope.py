"""An outbound message of Salesforce's: a SOAP envelope with up to 100 records as they are now.

XML that declares a document type is refused, so that no entity of a stranger's is ever read, and
nothing is ever asked for. Only what stands where an outbound message has it is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from referral_api.domain.connections.delivery import UnreadableError

MAX_RECORDS = 100
"""Salesforce puts no more into one message."""

MAX_DEPTH = 20
MAX_FIELDS = 1000

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/ "
_OUTBOUND = "http://soap.sforce.com/2005/09/outbound "
_MESSAGE: Final = [f"{_SOAP}Envelope", f"{_SOAP}Body", f"{_OUTBOUND}notifications"]
_RECORD: Final = [*_MESSAGE, f"{_OUTBOUND}Notification", f"{_OUTBOUND}sObject"]
_TYPE = "http://www.w3.org/2001/XMLSchema-instance type"


@dataclass(frozen=True, slots=True)
class Record:
    """One object: its kind, such as `Opportunity`, and those of its fields that are not empty."""

    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """Who sends (`organization`), where its API is, and the records it tells of."""

    organization: str
    api_url: str
    records: tuple[Record, ...]


def read_message(body: bytes) -> Message:
    """The message in `body`; UnreadableError where there is none."""
    reader = _Reader()
    parser = ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.say
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(body, True)
    except ExpatError as error:
        raise UnreadableError("The body is not XML.") from error
    if "OrganizationId" not in reader.head:
        raise UnreadableError("The body is not an outbound message.")
    records = tuple(Record(kind, fields) for kind, fields in reader.records)
    return Message(reader.head["OrganizationId"], reader.head.get("EnterpriseUrl", ""), records)


def _refuse(*declared: object) -> None:
    raise UnreadableError("The body declares a document type, which Salesforce never does.")


class _Reader:
    """Gathers what stands directly in the message, and directly in a record."""

    def __init__(self) -> None:
        self.head: dict[str, str] = {}
        self.records: list[tuple[str, dict[str, str]]] = []
        self._path: list[str] = []
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) == MAX_DEPTH:
            raise UnreadableError("The body nests too deep.")
        self._path.append(name)
        self._text = []
        if self._path == _RECORD:
            if len(self.records) == MAX_RECORDS:
                raise UnreadableError(f"The message has more than {MAX_RECORDS} records.")
            self.records.append((attributes.get(_TYPE, "").rpartition(":")[2], {}))

    def say(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        text, self._text = "".join(self._text).strip(), []
        if not text:
            return
        if self._path == _MESSAGE:
            self.head[_local(name)] = text
        elif self._path == _RECORD:
            fields = self.records[-1][1]
            if len(fields) == MAX_FIELDS:
                raise UnreadableError(f"A record has more than {MAX_FIELDS} fields.")
            fields[_local(name)] = text


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
