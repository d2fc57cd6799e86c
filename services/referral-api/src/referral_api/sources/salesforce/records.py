"""What Salesforce's records say: opportunities that were won, and how to reach contacts and leads.

Only fields that were ticked are sent, and of those only the ones that are not empty.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal

from pydantic import ValidationError

from goodword.money import Money
from referral_api.domain.connections.about import ConnectionSettings
from referral_api.domain.connections.delivery import (
    Ignored,
    ReportedFact,
    Translation,
    UnreadableError,
)
from referral_api.domain.people.refs import PersonInline
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.sales.sale import Buyer, ReportedSale
from referral_api.sources.json_body import first_mistake
from referral_api.sources.links import MAX_CODE_LENGTH
from referral_api.sources.reading import money
from referral_api.sources.salesforce.envelope import Record, read_message
from referral_api.sources.salesforce.signature import SAMPLES

SOURCE = "salesforce"
WON = "Closed Won"
CODE_FIELD = "Referral_Code__c"

_SANDBOX = re.compile(r"https://([^/]+\.sandbox\.|cs\d+\.)")
_ID = re.compile(r"[A-Za-z0-9]{15}([A-Za-z0-9]{3})?")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE]-?[0-9]{1,2})?")


def read_records(body: bytes, settings: ConnectionSettings) -> Translation:
    """The facts of all records in a message; where there are none, why not, of the first."""
    message = read_message(body)
    test = message.organization == SAMPLES or _SANDBOX.match(message.api_url) is not None
    said = [_said(each, settings, test) for each in message.records]
    facts: tuple[ReportedFact, ...] = tuple(each for each in said if not isinstance(each, Ignored))
    reasons = [each for each in said if isinstance(each, Ignored)]
    return facts or (reasons[0] if reasons else Ignored("The message has no record."))


def _said(record: Record, settings: ConnectionSettings, test: bool) -> ReportedFact | Ignored:
    if record.kind == "Opportunity":
        return _opportunity(record.fields, settings, test)
    if record.kind in ("Contact", "Lead"):
        return _person(record.fields)
    return Ignored(f"Nothing is made of a record of the kind {record.kind[:60]!r}.")


def _opportunity(
    fields: Mapping[str, str], settings: ConnectionSettings, test: bool
) -> ReportedSale | Ignored:
    stage = fields.get("StageName", "")
    is_won = fields.get("IsWon", str(stage == settings.get("won_stage", WON)).lower())
    if is_won != "true":
        return Ignored(f"The opportunity is not won (stage {stage[:40]!r}).")
    if fields.get("IsDeleted") == "true":
        return Ignored("The opportunity was deleted.")
    amount_field = settings.get("amount_field", "Amount")
    if amount_field not in fields:
        return Ignored(f"The opportunity has no {amount_field[:60]}.")
    gross = _money(fields[amount_field], fields, settings)
    if gross.minor < 0:
        return Ignored("The opportunity's amount is below zero.")
    changed_at = _changed_at(fields)
    code = fields.get(settings.get("code_field", CODE_FIELD), "")
    return ReportedSale(
        source=SOURCE,
        external_id=_id(fields),
        closed_at=_closed_at(fields, changed_at),
        gross=gross,
        net=gross,
        net_basis="gross",
        buyer=_buyer(fields, settings),
        codes=(code[:MAX_CODE_LENGTH],) if code else (),
        test=test,
        reported_at=changed_at,
        metadata={"owner_id": fields["OwnerId"][:255]} if "OwnerId" in fields else {},
    )


def _money(text: str, fields: Mapping[str, str], settings: ConnectionSettings) -> Money:
    """CurrencyIsoCode exists only where an organisation has several currencies."""
    currency = fields.get("CurrencyIsoCode") or settings.get("currency")
    if currency is None:
        raise UnreadableError(
            "No currency: tick CurrencyIsoCode, or set the connection's currency."
        )
    if not _NUMBER.fullmatch(text):
        raise UnreadableError("The opportunity's amount is no number.")
    return money(Decimal(text), currency)


def _buyer(fields: Mapping[str, str], settings: ConnectionSettings) -> Buyer:
    """An opportunity names its contact and its account by id alone: formula fields tell more."""
    known_as = fields.get("ContactId") or fields.get("AccountId")
    email, phone, name = (
        fields.get(settings.get(each, "")) for each in ("email_field", "phone_field", "name_field")
    )
    return Buyer(
        external_id=(SOURCE, known_as[:255]) if known_as else None,
        email=email,
        phone=phone,
        display_name=name,
    )


def _person(fields: Mapping[str, str]) -> ReportedPerson | Ignored:
    """A lead that was converted goes by the contact it became."""
    phone = fields.get("MobilePhone") or fields.get("Phone")
    if not (fields.get("Email") or phone):
        return Ignored("The person has neither an address nor a number.")
    name = {"given": fields.get("FirstName"), "family": fields.get("LastName")}
    person = {
        "external_id": {"source": SOURCE, "id": fields.get("ConvertedContactId") or _id(fields)},
        "email": fields.get("Email"),
        "phone": phone,
        "name": name if any(name.values()) else None,
    }
    try:
        return ReportedPerson(PersonInline.model_validate(person))
    except ValidationError as error:
        return Ignored(f"The person cannot be kept: {first_mistake(error)}"[:500])


def _id(fields: Mapping[str, str]) -> str:
    if not _ID.fullmatch(fields.get("Id", "")):
        raise UnreadableError("A record has no Id.")
    return fields["Id"]


def _changed_at(fields: Mapping[str, str]) -> datetime | None:
    text = fields.get("SystemModstamp") or fields.get("LastModifiedDate")
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableError("The time of the record's last change is none.") from error


def _closed_at(fields: Mapping[str, str], changed_at: datetime | None) -> datetime:
    """A day without a zone, at times one to come: what is won was won when that was said."""
    if "CloseDate" not in fields:
        if changed_at is None:
            raise UnreadableError("It has no time: tick CloseDate and SystemModstamp.")
        return changed_at
    try:
        day = datetime.combine(date.fromisoformat(fields["CloseDate"][:10]), time(), UTC)
    except ValueError as error:
        raise UnreadableError("CloseDate is no day.") from error
    return min(day, changed_at) if changed_at else day
