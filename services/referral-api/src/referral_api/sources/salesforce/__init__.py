"""Source `salesforce`: opportunities that were won, contacts and leads, by outbound messages.

Salesforce signs none of them. It repeats each for a day until it is answered in its own form, and
sends a record as it is then, not as it was.
"""

from referral_api.domain.connections.about import (
    NO_SETTINGS,
    About,
    ConnectionSettings,
    Reply,
    Setting,
)
from referral_api.domain.connections.delivery import Translation
from referral_api.sources.salesforce.records import read_records
from referral_api.sources.salesforce.sample import sample
from referral_api.sources.salesforce.signature import is_secret, label, new_secret, verify

__all__ = [
    "ABOUT",
    "KEPT_HEADERS",
    "is_secret",
    "label",
    "new_secret",
    "sample",
    "translate",
    "verify",
]

KEPT_HEADERS = ("content-type", "soapaction", "user-agent")

_FIELD = r"[A-Za-z]\w{0,79}"
_ACKNOWLEDGED = b"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>\
<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>\
</notificationsResponse></soapenv:Body></soapenv:Envelope>
"""

ABOUT = About(
    title="Salesforce",
    brings=("sales", "people"),
    proof="The secret in the address, and the organisation's id in the message.",
    steps=(
        "In Setup open Outbound Messages, New, of the object Opportunity; the endpoint URL is"
        " {url}?secret=SECRET with the connection's secret in place of SECRET. Leave Send Session"
        " ID off.",
        "Tick Id, Amount, StageName, IsWon, CloseDate, ContactId, AccountId, OwnerId and"
        " SystemModstamp; CurrencyIsoCode where there are several currencies; the field that holds"
        " the referral code; and formula fields with the contact's e-mail and phone, which an"
        " opportunity has not of its own.",
        "In Flow Builder make a record-triggered flow that sends the message when an opportunity"
        " is won, and when one that is won changes. A second message, of Contact or Lead with Id,"
        " FirstName, LastName, Email and Phone, tells who can be reached.",
        "A flow or Apex that can sign needs none of this: let it post to a connection of the"
        " source standard.",
    ),
    settings=(
        Setting(
            name="organization_id",
            meaning="the Organization ID, as Setup, Company Information shows it",
            example="00D5g000004abcdEAA",
            form=r"00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?",
            required=True,
        ),
        Setting(
            name="currency",
            meaning="the currency of amounts, where records have no CurrencyIsoCode",
            example="USD",
            form=r"[A-Z]{3}",
        ),
        Setting(
            name="won_stage",
            meaning="the stage that means won, where IsWon is not sent; else it is Closed Won",
            example="Signed",
            form=r".{1,255}",
        ),
        Setting(
            name="amount_field",
            meaning="the field that holds the price; else it is Amount",
            example="Net_Price__c",
            form=_FIELD,
        ),
        Setting(
            name="code_field",
            meaning="the field that holds a referral code; else it is Referral_Code__c",
            example="Who_Sent_You__c",
            form=_FIELD,
        ),
        Setting(
            name="email_field",
            meaning="the field of an opportunity that holds the buyer's e-mail",
            example="Contact_Email__c",
            form=_FIELD,
        ),
        Setting(
            name="phone_field",
            meaning="the field of an opportunity that holds the buyer's phone",
            example="Contact_Phone__c",
            form=_FIELD,
        ),
        Setting(
            name="name_field",
            meaning="the field of an opportunity that holds the buyer's name",
            example="Contact_Name__c",
            form=_FIELD,
        ),
    ),
    reply=Reply(200, _ACKNOWLEDGED, "text/xml"),
)


def translate(topic: str, body: bytes, settings: ConnectionSettings = NO_SETTINGS) -> Translation:
    """What the records of a message say; their own kinds count."""
    return read_records(body, settings)
