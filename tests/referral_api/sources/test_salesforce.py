"""What Salesforce says: outbound messages, batches of records, and who may post them."""

import contextlib
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodword.money import Money
from referral_api.domain.connections.about import Incoming
from referral_api.domain.connections.delivery import Ignored, UnreadableError
from referral_api.domain.people.reported import ReportedPerson
from referral_api.sources import salesforce
from referral_api.sources.salesforce.signature import SAMPLES

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
ORGANIZATION = "00D5g000004abcdEAA"
SECRET = "a-secret-that-stands-in-an-address"
URL = "https://goodword.example/webhooks/con_1"
SETTINGS = {
    "organization_id": ORGANIZATION,
    "email_field": "Contact_Email__c",
    "phone_field": "Contact_Phone__c",
    "name_field": "Contact_Name__c",
}
DEAL = {
    "Id": "0065g00000XyZabAAF",
    "AccountId": "0015g00000AcCt1AAB",
    "Amount": "12500.5",
    "CloseDate": "2026-03-04",
    "ContactId": "0035g00000CoNt1AAC",
    "Contact_Email__c": "ben@buyers.example",
    "Contact_Name__c": "Ben O&apos;Kafor",
    "Contact_Phone__c": "+1 305 555 0123",
    "CurrencyIsoCode": "EUR",
    "IsWon": "true",
    "OwnerId": "0055g00000OwNr1AAD",
    "Referral_Code__c": " ANA20 ",
    "StageName": "Closed Won",
    "SystemModstamp": "2026-03-05T10:05:00.000Z",
}


def record(kind, fields):
    inside = "".join(f"<sf:{name}>{value}</sf:{name}>" for name, value in fields.items() if value)
    return (
        "<Notification><Id>04l5g00000NoTi1AAE</Id>"
        f'<sObject xsi:type="sf:{kind}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">'
        f"{inside}</sObject></Notification>"
    )


def message(*records, organization=ORGANIZATION, api="https://acme.my.salesforce.com/services"):
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n <soapenv:Body>\n'
        '<notifications xmlns="http://soap.sforce.com/2005/09/outbound">'
        f"<OrganizationId>{organization}</OrganizationId><ActionId>04k5g00000AcTi1AAF</ActionId>"
        f'<SessionId xsi:nil="true"/><EnterpriseUrl>{api}</EnterpriseUrl>{"".join(records)}'
        "</notifications></soapenv:Body></soapenv:Envelope>"
    )
    return text.encode()


def translate(settings=SETTINGS, api="https://acme.my.salesforce.com/services", **changes):
    body = message(record("Opportunity", {**DEAL, **changes}), api=api)
    return salesforce.translate("Opportunity", body, settings)


def eur(amount):
    return Money.parse(amount, "EUR")


def test_an_opportunity_that_was_won_is_a_sale():
    (sale,) = translate()

    assert sale.key == ("salesforce", "0065g00000XyZabAAF")
    assert (sale.gross, sale.net, sale.net_basis) == (eur("12500.50"), eur("12500.50"), "gross")
    assert sale.closed_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert sale.reported_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert (sale.codes, sale.test) == (("ANA20",), False)
    assert sale.metadata == {"owner_id": "0055g00000OwNr1AAD"}


def test_its_buyer_is_the_contact_with_what_formula_fields_tell():
    (sale,) = translate()
    (unnamed,) = translate({"organization_id": ORGANIZATION}, ContactId="")

    assert sale.buyer.external_id == ("salesforce", "0035g00000CoNt1AAC")
    assert (sale.buyer.email, sale.buyer.phone) == ("ben@buyers.example", "+1 305 555 0123")
    assert sale.buyer.display_name == "Ben O'Kafor"
    assert unnamed.buyer.external_id == ("salesforce", "0015g00000AcCt1AAB")
    assert unnamed.buyer.email is None


def test_fields_are_the_ones_that_the_organisation_uses():
    own = {**SETTINGS, "amount_field": "Net__c", "code_field": "Who__c", "currency": "USD"}
    (sale,) = translate(own, Net__c="99.0", Who__c="BEN", CurrencyIsoCode="")

    assert sale.gross == Money(minor=9900, currency="USD")
    assert sale.codes == ("BEN",)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1.25E7", "EUR", 1_250_000_000),
        ("5950.0", "JPY", 5950),
        ("5.95", "KWD", 5950),
        ("0.07", "EUR", 7),
        ("0.0", "EUR", 0),
    ],
)
def test_amounts_are_exact_in_every_currency(amount, currency, minor):
    (sale,) = translate(Amount=amount, CurrencyIsoCode=currency)

    assert sale.gross == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    ("settings", "changes", "is_won"),
    [
        ({}, {"IsWon": "false"}, False),
        ({}, {"IsWon": "", "StageName": "Closed Won"}, True),
        ({}, {"IsWon": "", "StageName": "Negotiation"}, False),
        ({"won_stage": "Signed"}, {"IsWon": "", "StageName": "Signed"}, True),
        ({"won_stage": "Signed"}, {"IsWon": "", "StageName": "Closed Won"}, False),
        ({"won_stage": "Signed"}, {"IsWon": "true", "StageName": "A new one"}, True),
        ({}, {"IsDeleted": "true"}, False),
        ({}, {"Amount": ""}, False),
        ({}, {"Amount": "-5.0"}, False),
    ],
)
def test_what_is_not_won_or_has_no_price_is_no_sale(settings, changes, is_won):
    said = translate({**SETTINGS, **settings}, **changes)

    assert isinstance(said, Ignored) is not is_won


def test_of_two_reports_the_newer_one_is_told_by_its_own_time():
    (newer,) = translate(Amount="13000.0", SystemModstamp="2026-03-06T00:00:00.000Z")
    (older,) = translate()

    assert newer.key == older.key
    assert newer.told_at > older.told_at


def test_it_was_won_no_later_than_it_was_said():
    (ahead,) = translate(CloseDate="2026-12-31")
    (dayless,) = translate(CloseDate="")
    (timeless,) = translate(SystemModstamp="")

    assert ahead.closed_at == dayless.closed_at == datetime(2026, 3, 5, 10, 5, tzinfo=UTC)
    assert (timeless.closed_at, timeless.reported_at) == (datetime(2026, 3, 4, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"CurrencyIsoCode": ""}, "set the connection's currency"),
        ({"CurrencyIsoCode": "XXY"}, "not an amount"),
        ({"Amount": "NaN"}, "no number"),
        ({"Amount": "9e99"}, "not an amount"),
        ({"CloseDate": "", "SystemModstamp": ""}, "tick CloseDate"),
        ({"CloseDate": "soon"}, "CloseDate"),
        ({"SystemModstamp": "0001-01-01T00:00:00+14:00"}, "last change"),
        ({"Id": ""}, "no Id"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(changes, reason):
    with pytest.raises(UnreadableError, match=reason):
        translate(**changes)


@pytest.mark.parametrize(
    ("api", "test"),
    [
        ("https://acme--dev.sandbox.my.salesforce.com/services", True),
        ("https://cs12.salesforce.com/services", True),
        ("https://na31.salesforce.com/services", False),
        ("https://acme.my.salesforce.com/services?x=.sandbox.", False),
    ],
)
def test_what_a_sandbox_sells_is_a_test(api, test):
    (sale,) = translate(api=api)

    assert sale.test is test


def test_all_that_the_organisation_of_samples_says_is_a_test():
    body = message(record("Opportunity", DEAL), organization=SAMPLES)
    (sale,) = salesforce.translate("Opportunity", body, SETTINGS)

    assert sale.test is True


def test_a_message_of_a_hundred_records_is_a_hundred_facts():
    deals = [record("Opportunity", {**DEAL, "Id": f"0065g00000XyZ{n:03}AA"}) for n in range(100)]
    facts = salesforce.translate("Opportunity", message(*deals), SETTINGS)

    assert len({fact.external_id for fact in facts}) == 100
    with pytest.raises(UnreadableError, match="more than 100"):
        salesforce.translate("Opportunity", message(*deals, deals[0]), SETTINGS)


def test_records_that_say_nothing_leave_the_others_be():
    lost = record("Opportunity", {**DEAL, "IsWon": "false"})
    facts = salesforce.translate(
        "Case", message(lost, record("Case", DEAL), record("Opportunity", DEAL)), SETTINGS
    )

    assert [fact.external_id for fact in facts] == [DEAL["Id"]]


@pytest.mark.parametrize("body", [message(record("Case", DEAL)), message()])
def test_other_records_are_kept_and_nothing_is_made_of_them(body):
    assert isinstance(salesforce.translate("Case", body, SETTINGS), Ignored)


def test_a_contact_is_known_by_id_and_address_and_a_lead_by_the_contact_it_became():
    ben = {"Id": "0035g00000CoNt1AAC", "Email": "ben@buyers.example", "FirstName": "Ben"}
    lead = {**ben, "Id": "00Q5g00000LeAd1AAG", "ConvertedContactId": "0035g00000CoNt1AAC"}
    facts = salesforce.translate("x", message(record("Contact", ben), record("Lead", lead)), {})

    assert all(isinstance(fact, ReportedPerson) for fact in facts)
    known = {(fact.person.external_id.id, fact.person.email) for fact in facts}
    assert known == {("0035g00000CoNt1AAC", "ben@buyers.example")}


@pytest.mark.parametrize("changes", [{"Email": ""}, {"Email": "no address"}])
def test_a_person_who_cannot_be_reached_is_nobody(changes):
    lead = {"Id": "00Q5g00000LeAd1AAG", "Email": "ben@buyers.example", **changes}

    assert isinstance(salesforce.translate("Lead", message(record("Lead", lead)), {}), Ignored)


def verified(query, secrets, body=None, organization=ORGANIZATION):
    settings = {"organization_id": organization}
    incoming = Incoming({}, body or message(record("Opportunity", DEAL)), URL + query, settings)
    return salesforce.verify(incoming, secrets, NOW)


def test_the_secret_in_the_address_shows_who_sent_it():
    assert verified(f"?secret={SECRET}", [SECRET])
    assert verified(f"?x=1&secret={SECRET}", ["new-" + SECRET, SECRET])
    assert not verified(f"?secret={SECRET}", ["new-" + SECRET])
    assert not verified("?secret=", [SECRET])
    assert not verified(f"#secret={SECRET}", [SECRET])
    assert not verified("", [SECRET])
    assert not verified("?secret=%ff%fe", [SECRET])
    assert not verified("?" + "a=1&" * 100 + f"secret={SECRET}", [SECRET])


def test_it_is_of_the_organisation_that_the_connection_names_in_either_form_of_its_id():
    query = f"?secret={SECRET}"

    assert verified(query, [SECRET], organization=ORGANIZATION[:15])
    assert verified(query, [SECRET], message(organization=ORGANIZATION[:15]))
    assert not verified(query, [SECRET], message(organization="00D5g000004ABCDEAA"))
    assert not verified(query, [SECRET], organization="")
    assert not verified(query, [SECRET], b"<a/>")


def test_a_secret_is_what_stays_as_it_is_in_an_address():
    assert salesforce.is_secret(salesforce.new_secret())
    assert not salesforce.is_secret("short")
    assert not salesforce.is_secret("a secret with spaces and so on & so on")


@given(st.integers(0, len(SECRET) - 1), st.characters())
def test_no_changed_character_of_the_secret_survives(at, character):
    other = SECRET[:at] + character + SECRET[at + 1 :]

    assert verified(f"?secret={other}", [SECRET]) is (other == SECRET)


def test_it_is_answered_in_the_form_that_ends_its_repeating():
    reply = salesforce.ABOUT.reply

    answer = ElementTree.fromstring(reply.body)
    acks = answer.findall(".//{http://soap.sforce.com/2005/09/outbound}Ack")
    assert (reply.status, reply.media_type) == (200, "text/xml")
    assert [each.text for each in acks] == ["true"]


def test_a_repeated_notification_that_says_more_is_a_delivery_of_its_own():
    label = salesforce.label(Incoming({}, message(record("Opportunity", DEAL))))

    assert (label.topic, label.external_id) == ("Opportunity", None)
    assert salesforce.label(Incoming({}, b"no xml")).topic == "unknown"


def test_a_mark_of_byte_order_is_no_mistake():
    body = b"\xef\xbb\xbf" + message(record("Opportunity", DEAL))

    assert salesforce.translate("Opportunity", body, SETTINGS) == translate()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = b'<!DOCTYPE x SYSTEM "https://attacker.example/x.dtd">'


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, ELSEWHERE, b"<!DOCTYPE x>"])
def test_no_document_type_and_so_no_entity_is_read(declared):
    head, _, rest = message(record("Opportunity", {**DEAL, "StageName": "&a;"})).partition(b"\n")
    body = head + declared + rest

    with pytest.raises(UnreadableError, match="document type"):
        salesforce.translate("Opportunity", body, SETTINGS)
    assert not verified(f"?secret={SECRET}", [SECRET], body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        message(record("Opportunity", DEAL))[:-5],
        message(record("Opportunity", {**DEAL, "StageName": "&a;"})),
        message(record("Opportunity", DEAL)).replace(b"Kafor", b"Kaf\xff\xfer"),
        message("<x>" * 30 + "</x>" * 30),
        message(record("Opportunity", {f"F{n}": "1" for n in range(1001)})),
    ],
)
def test_what_is_no_message_or_out_of_bounds_is_unreadable(body):
    with pytest.raises(UnreadableError):
        salesforce.translate("Opportunity", body, SETTINGS)


@given(st.binary(max_size=300), st.integers(0, 2000), st.integers(0, 20))
def test_no_bytes_crash_it(noise, at, cut):
    whole = message(record("Opportunity", DEAL), record("Lead", DEAL))
    for body in (noise, whole[:at] + noise[:20] + whole[at + cut :]):
        label = salesforce.label(Incoming({}, body))
        verified(f"?secret={SECRET}", [SECRET], body)
        with contextlib.suppress(UnreadableError):
            salesforce.translate(label.topic, body, SETTINGS)
