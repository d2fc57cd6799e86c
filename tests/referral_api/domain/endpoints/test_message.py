"""Messages of Standard Webhooks, checked by the standard's own library."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from referral_api.domain.endpoints.event_types import EVENT_TYPES, TEST
from referral_api.domain.endpoints.message import body_of, headers_of, new_secret

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_a_body_is_the_same_bytes_in_whatever_order_its_data_comes():
    one = body_of("sale_closed", AT, {"b": 1, "a": {"d": 2, "c": "ü"}})
    other = body_of("sale_closed", AT, {"a": {"c": "ü", "d": 2}, "b": 1})

    assert one == other
    assert one == (
        b'{"data":{"a":{"c":"\xc3\xbc","d":2},"b":1},'
        b'"timestamp":"2026-03-01T10:00:00Z","type":"sale_closed"}'
    )


def test_either_of_two_secrets_verifies_and_no_other():
    old, new, other = new_secret(), new_secret(), new_secret()
    body = body_of("sale_closed", AT, {})
    headers = headers_of("evt_1", datetime.now(UTC), body, [new, old])

    assert Webhook(old).verify(body, headers) == Webhook(new).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(body, headers)


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp"])
def test_the_signature_covers_id_time_and_body(header):
    secret, body = new_secret(), body_of("sale_closed", AT, {})
    headers = headers_of("evt_1", datetime.now(UTC), body, [secret])
    changed = str(int(headers["webhook-timestamp"]) - 1) if "time" in header else "evt_2"

    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers | {header: changed})
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", headers)


def test_a_message_is_signed_for_the_time_at_which_it_is_sent():
    secret, body = new_secret(), body_of("sale_closed", AT, {})
    late = headers_of("evt_1", datetime.now(UTC) - timedelta(minutes=6), body, [secret])

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(body, late)


def test_a_secret_is_as_long_as_the_standard_wants_and_never_the_same():
    secrets = {new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in secrets} == {32}


def test_endpoints_hear_of_no_topic_that_carries_people_or_set_ups():
    assert {"sale_closed", "reward_issued", "ask_sent", "program_published"} <= EVENT_TYPES
    assert not {each for each in EVENT_TYPES if each.startswith(("person_", "contact_"))}
    assert not {"settings_changed", "business_changed"} & EVENT_TYPES
    assert TEST not in EVENT_TYPES
