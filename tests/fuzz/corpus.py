"""What each source is sent, from its own tests: at least one body of everything that it reads."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from tests.referral_api.mails import BEN, TRUSTED, a_mail, mailbox_of
from tests.referral_api.shopify import PAYLOADS as SHOPIFY
from tests.referral_api.sources import test_bigcommerce as bigcommerce
from tests.referral_api.sources import test_delighted as delighted
from tests.referral_api.sources import test_google as google
from tests.referral_api.sources import test_hubspot as hubspot
from tests.referral_api.sources import test_judgeme as judgeme
from tests.referral_api.sources import test_lightspeed as lightspeed
from tests.referral_api.sources import test_mail_reports as mail_reports
from tests.referral_api.sources import test_mapped_facts as mapped
from tests.referral_api.sources import test_mappings as mappings
from tests.referral_api.sources import test_pipedrive as pipedrive
from tests.referral_api.sources import test_podium as podium
from tests.referral_api.sources import test_salesforce as salesforce
from tests.referral_api.sources import test_square as square
from tests.referral_api.sources import test_standard_resources as standard
from tests.referral_api.sources import test_stripe as stripe
from tests.referral_api.sources import test_woocommerce as woocommerce

from goodword import ids
from referral_api.domain.connections.about import Incoming
from referral_api.sources import SOURCES
from referral_api.sources.mapped.sample import EXAMPLE
from referral_api.sources.standard.signature import key_of

NOW = datetime(2026, 3, 5, 12, 30, tzinfo=UTC)
URL = "https://goodword.example/webhooks/con_1"
NAME = "goodword-fuzz"
SOME_ID = UUID("019cbd56-7d3f-7b04-ad3e-5f1e5f3e5f3e")
SAMPLE_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

BY_CREDENTIAL = {"google", "inbound_mail", "mail_reports", "mapped", "pipedrive", "salesforce"}
"""Their senders show a secret, and sign no bytes."""


@dataclass(frozen=True)
class Told:
    """A body as `topic`, JSON where it is of a shape that can be taken apart; `dressed` makes of it
    what is posted."""

    source: str
    topic: str
    plain: bytes
    settings: Mapping[str, str] = field(default_factory=dict)
    dressed: Callable[[bytes], bytes] = bytes

    @property
    def body(self) -> bytes:
        return self.dressed(self.plain)


def corpus() -> list[Told]:
    """All of them; each source's own sample is among its."""
    samples = [
        Told(name, source.label(Incoming(sample.headers, sample.body)).topic, sample.body)
        for name, source in SOURCES.items()
        for sample in [source.sample(NAME, NOW, SAMPLE_SECRET, URL)]
    ]
    return [*samples, *_shops(), *_payments(), *_deals(), *_reviews(), *_mails(), *_ours()]


def _shops() -> Iterator[Told]:
    field_ = {"code_field": "Who sent you?"}
    order = bigcommerce.whole(refunds=[bigcommerce.REFUND])
    yield Told("bigcommerce", "fetched/order", order, field_)
    yield Told("bigcommerce", "store/order/created", bigcommerce.event())
    for file in sorted(SHOPIFY.glob("*.json")):
        topic = file.stem.replace("_", "/", 1).removesuffix("_taxes_included")
        yield Told("shopify", topic, file.read_bytes())
    refunds = [{"id": 5, "reason": "", "total": "-11.90"}]
    paid = json.dumps({**woocommerce.ORDER, "refunds": refunds}).encode()
    yield Told("woocommerce", "order.updated", paid)
    customer = {"id": 12, "email": "ben@buyers.example", "first_name": "Ben"}
    yield Told("woocommerce", "customer.updated", json.dumps(customer).encode())


def _payments() -> Iterator[Told]:
    for sold in (lightspeed.SALE, lightspeed.RETURN, lightspeed.CUSTOMER):
        plain = json.dumps(sold).encode()
        yield Told("lightspeed", "sale.update", plain, lightspeed.SETTINGS, _form)
    said = (("payment", square.PAYMENT), ("refund", square.REFUND), ("customer", square.CUSTOMER))
    for kind, told in said:
        yield Told("square", f"{kind}.updated", square.event(f"{kind}.updated", **{kind: told}))
    whole = {"payment": square.PAYMENT, "order": square.ORDER, "customer": square.CUSTOMER}
    yield Told("square", "fetched/payment", json.dumps(whole).encode())
    refunded = {**whole, "refund": square.REFUND}
    yield Told("square", "fetched/refund", json.dumps(refunded).encode())
    for topic, told in (
        ("checkout.session.completed", stripe.SESSION),
        ("invoice.paid", stripe.INVOICE),
        ("refund.updated", stripe.REFUND),
    ):
        yield Told("stripe", topic, stripe.event(topic, told))
    event = {"event": "REWARDS.DELIVERY.FAILED", "uuid": NAME, "payload": {}}
    event["payload"] = {"resource": {"id": "ABCD", "type": "rewards"}, "meta": {"retryable": True}}
    yield Told("tremendous", event["event"], json.dumps(event).encode())


def _deals() -> Iterator[Told]:
    deal = {"deal": hubspot.DEAL, "contact": hubspot.CONTACT}
    yield Told("hubspot", "fetched/deal", json.dumps(deal).encode())
    yield Told("hubspot", "deal.propertyChange", json.dumps([hubspot.EVENT] * 2).encode())
    field_ = {"code_field": pipedrive.FIELD}
    deal = {"deal": pipedrive.DEAL, "person": pipedrive.PERSON}
    yield Told("pipedrive", "fetched/deal", json.dumps(deal).encode(), field_)
    yield Told("pipedrive", "change.deal", pipedrive.event())
    contact = {**salesforce.DEAL, "Email": "ben@buyers.example", "MobilePhone": "+13055550123"}
    for kind in ("Opportunity", "Contact", "Lead"):
        told = salesforce.message(salesforce.record(kind, contact))
        yield Told("salesforce", kind, told, salesforce.SETTINGS)


def _reviews() -> Iterator[Told]:
    answer = {"event_type": "survey_response.updated", "event_data": delighted.RESPONSE}
    yield Told("delighted", "survey_response.updated", json.dumps(answer).encode())
    yield Told("google", "NEW_REVIEW", google.push(review=google.NAME))
    yield Told("google", "fetched/review", json.dumps(google.REVIEW).encode())
    review = {"event": "review/created", "platform": "shopify", "review": judgeme.REVIEW}
    yield Told("judgeme", "review/created", json.dumps(review).encode())
    said = {"review.created": podium.REVIEW, "review.invite_link_created": podium.INVITE}
    for kind, data in said.items():
        told = {"data": data, "metadata": {"event_type": kind, "version": "2021.04.01"}}
        yield Told("podium", kind, json.dumps(told).encode())


def _mails() -> Iterator[Told]:
    readers = f"Rita <rita@harbor.example>, {mailbox_of(SOME_ID)}"
    introduction = a_mail([f"Ben <{BEN}>"], Cc=readers, Message_ID="<one@mail.example>")
    for mail in (introduction, json.dumps({"raw": introduction.decode()}).encode()):
        yield Told("inbound_mail", "inbound_mail", mail, {"authserv_id": TRUSTED})
    for mail in (mail_reports.BOUNCE, mail_reports.ABUSE):
        yield Told("mail_reports", "mail_report", mail)


def _ours() -> Iterator[Told]:
    ben = standard.BEN
    for kind, data in (
        ("sale", standard.SALE),
        ("refund", standard.REFUND),
        ("referral", {**standard.REFERRAL, "program_id": ids.show("prg", SOME_ID)}),
        ("introduction", {**standard.INTRODUCTION, "referral_id": ids.show("ref", SOME_ID)}),
        ("review", {**standard.NAMED, **ben, "written_at": standard.AT}),
        ("survey_answer", {**standard.NAMED, **ben, "score": 9, "answered_at": standard.AT}),
        ("opportunity", {**standard.NAMED, **ben, "stage": "won", "changed_at": standard.AT}),
    ):
        told = {"type": kind, "timestamp": "2026-03-06T12:00:01Z", "data": data}
        yield Told("standard", kind, json.dumps(told).encode())
    sale = json.dumps(mapped.ORDER).encode()
    yield Told("mapped", "unknown", sale, mapped.mapping(mapped.SALE))
    paid = {"event": "paid", "order": {"id": 1, "paid_at": standard.AT, "total": 9.5, "code": "X"}}
    yield Told("mapped", "paid", json.dumps(paid).encode(), {"mapping": EXAMPLE})
    attributes = {"id": "9", "attributes": mappings.ORDER}
    order = {"meta": {"event_name": "order_created"}, "data": attributes}
    yield Told("mapped", "order_created", json.dumps(order).encode(), {"mapping": "lemonsqueezy"})


def _form(payload: bytes) -> bytes:
    return urlencode({"domain_prefix": "shop", "payload": payload, "environment": "p"}).encode()


def _standard(told: Incoming) -> bytes:
    return f"{told.headers['webhook-id']}.{told.headers['webhook-timestamp']}.".encode() + told.body


def _hubspot(told: Incoming) -> bytes:
    at = told.headers["x-hubspot-request-timestamp"]
    return b"POST" + told.url.encode() + told.body + at.encode()


SIGNED: Mapping[str, Callable[[Incoming], bytes]] = {
    "bigcommerce": _standard,
    "hubspot": _hubspot,
    "podium": lambda told: told.headers["podium-timestamp"].encode() + b"." + told.body,
    "square": lambda told: told.url.encode() + told.body,
    "standard": _standard,
    "stripe": lambda told: f"{int(NOW.timestamp())}.".encode() + told.body,
}
"""What is signed of a request; of all others the body."""


def signed(told: Told, secret: str) -> Incoming:
    """A request with this body as its sender would sign it: the sample's own, with the signature of
    the sample put right for the body."""
    sample = SOURCES[told.source].sample(NAME, NOW, secret, URL)
    url = f"{URL}?{sample.query}" if sample.query else URL
    key = key_of(secret) if told.source == "standard" else secret.encode()
    text = SIGNED.get(told.source, lambda each: each.body)
    made, wanted = (
        hmac.new(key, text(Incoming(sample.headers, body, url)), hashlib.sha256).digest()
        for body in (sample.body, told.body)
    )
    headers = {
        name: value.replace(made.hex(), wanted.hex()).replace(_b64(made), _b64(wanted))
        for name, value in sample.headers.items()
    }
    return Incoming(headers, told.body, url, told.settings)


def _b64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()
