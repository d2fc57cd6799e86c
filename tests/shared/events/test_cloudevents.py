"""CloudEvents in and out, with the CloudEvents project's own library as the oracle."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, to_binary_event
from cloudevents.core.v1.event import CloudEvent

from goodword import ids
from goodword.events.cloudevents import RawEvent, from_kafka, to_kafka

BUSINESS = UUID("01900000-0000-7000-8000-000000000001")
PERSON = UUID("01900000-0000-7000-8000-000000000002")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
DATA = f'{{"business_id": "{ids.show("biz", BUSINESS)}", "person_id": "{ids.show("per", PERSON)}"}}'


def a_record(**changes: object) -> RawEvent:
    record = RawEvent(
        event_id=UUID("01900000-0000-7000-8000-000000000003"),
        type="goodword.person-changed.v1",
        topic="people",
        key=ids.show("per", PERSON),
        seq=7,
        business_id=BUSINESS,
        created_at=datetime(2026, 11, 24, 9, 30, 1, 250, tzinfo=UTC),
        headers={"source": "referral-api", "traceparent": TRACE},
        data=DATA,
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def test_what_goes_out_is_a_cloud_event_to_the_cloud_events_library() -> None:
    record = a_record()

    headers, value = to_kafka(record)
    event = from_binary_event(KafkaMessage(headers=dict(headers), key=record.key, value=value))

    assert event.get_specversion() == "1.0"
    assert event.get_id() == str(record.event_id)
    assert event.get_type() == "goodword.person-changed.v1"
    assert event.get_source() == "referral-api"
    assert event.get_subject() == ids.show("per", PERSON)
    assert event.get_time() == record.created_at
    assert event.get_datacontenttype() == "application/json"
    assert event.get_extension("partitionkey") == record.key
    assert event.get_extension("seq") == "7"
    assert event.get_extension("businessid") == ids.show("biz", BUSINESS)
    assert event.get_extension("traceparent") == TRACE
    assert event.get_data() == {
        "business_id": ids.show("biz", BUSINESS),
        "person_id": ids.show("per", PERSON),
    }


def test_a_cloud_event_of_the_cloud_events_library_is_read() -> None:
    attributes = {
        "id": "01900000-0000-7000-8000-000000000003",
        "type": "goodword.person-changed.v1",
        "source": "referral-api",
        "time": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        "datacontenttype": "application/json",
        "partitionkey": "per_x",
        "seq": "7",
        "businessid": ids.show("biz", BUSINESS),
    }

    message = to_binary_event(CloudEvent(attributes, {"a": 1}))
    record = from_kafka("people", message.headers.items(), message.value)

    assert record == RawEvent(
        event_id=UUID("01900000-0000-7000-8000-000000000003"),
        type="goodword.person-changed.v1",
        topic="people",
        key="per_x",
        seq=7,
        business_id=BUSINESS,
        created_at=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        headers={"source": "referral-api"},
        data='{"a": 1}',
    )


@pytest.mark.parametrize(
    "record",
    [
        a_record(),
        a_record(headers={"source": "notifier"}),
        a_record(headers={"source": "notifier", "tracestate": "vendor=ä"}),
        a_record(type="goodword.not-yet-known.v3", data='{"later": true}'),
        a_record(data='{"erased": true}'),
        a_record(created_at=datetime(2026, 1, 1, tzinfo=UTC), data='{"name": "Zoë"}'),
    ],
)
def test_a_record_comes_back_as_it_went(record: RawEvent) -> None:
    headers, value = to_kafka(record)

    assert from_kafka(record.topic, headers, value) == record


@pytest.mark.parametrize(
    "missing", ["ce_id", "ce_type", "ce_partitionkey", "ce_seq", "ce_businessid", "ce_time"]
)
def test_a_record_without_an_attribute_of_ours_is_refused_by_name(missing: str) -> None:
    headers, value = to_kafka(a_record())
    left = [(name, raw) for name, raw in headers if name != missing]

    with pytest.raises(ValueError, match=missing):
        from_kafka("people", left, value)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("ce_specversion", b"0.3"),
        ("ce_id", b"17"),
        ("ce_seq", b"first"),
        ("ce_businessid", b"per_01h455vb4pex5vsknk084sn02q"),
        ("ce_time", b"2026-11-24T09:30:00"),
        ("ce_time", b"yesterday"),
        ("ce_type", b"\xff"),
    ],
)
def test_a_record_with_a_wrong_attribute_is_refused(name: str, raw: bytes) -> None:
    headers, value = to_kafka(a_record())
    headers = [(each, raw if each == name else right) for each, right in headers]

    with pytest.raises(ValueError):
        from_kafka("people", headers, value)


def test_a_record_without_cloud_event_headers_is_refused() -> None:
    with pytest.raises(ValueError, match="specversion"):
        from_kafka("people", [], b"{}")
