"""What an event is: what its class refuses to say, and what reading it lets pass."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from goodword.events import (
    EVENTS,
    STATE_TOPICS,
    PersonErased,
    ProgramChanged,
    SaleClosed,
    read_event,
)
from goodword.events.people import Name
from goodword.ids import show

SAMPLES = Path(__file__).parent / "samples"
SALE = "goodword.sale-closed.v1"
BUSINESS = UUID("0193f5a2-7c1e-7d3a-9a51-000000000001")


def a_sale() -> dict[str, Any]:
    return dict(json.loads((SAMPLES / "sale-closed.v1.json").read_text()))


def test_a_class_refuses_a_field_that_nobody_declared() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        ProgramChanged(
            business_id=BUSINESS,
            program_id=BUSINESS,
            version=1,
            status="active",
            colour="red",  # type: ignore[call-arg]
        )

    with pytest.raises(ValidationError, match="Extra inputs"):
        Name(display="Ana", title="Dr")  # type: ignore[call-arg]


def test_a_reader_ignores_fields_of_a_newer_writer_at_every_depth() -> None:
    known = a_sale()
    newer = a_sale()
    newer["weather"] = "fine"
    newer["referral"]["mood"] = "good"
    newer["referrer_sales"]["in_decade"] = 9
    newer["gross"]["display"] = "$79.90"

    assert read_event(SALE, json.dumps(newer)) == read_event(SALE, json.dumps(known))


def test_a_field_added_later_is_read_as_its_default_from_an_older_record() -> None:
    older = a_sale()
    for name in ("household", "referrer_sales", "rep_id", "referrer_tenure_days"):
        del older[name]

    read = read_event(SALE, json.dumps(older).encode())

    assert isinstance(read, SaleClosed)
    assert read.household == ()
    assert read.referrer_sales.lifetime == 1
    assert read.rep_id is None


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("gross", "minor"), 79.9),
        (("gross", "currency"), "usd secret"),
        (("number",), 0),
        (("sale_id",), "per_01jftt4z0yfmx9mm8000000002"),
        (("closed_at",), "2026-11-24T09:30:00"),
        (("closed_at",), "secret"),
        (("net_basis",), "secret"),
        (("household",), ["Secret Street 1"]),
        (("referral", "depth"), 0),
    ],
)
def test_wrong_data_is_a_value_error_that_names_the_field_and_quotes_no_value(
    path: tuple[str, ...], wrong: object
) -> None:
    sale = a_sale()
    part = sale
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = wrong

    with pytest.raises(ValueError, match=rf"^{SALE} cannot be read: ") as caught:
        read_event(SALE, json.dumps(sale))

    assert ".".join(path) in str(caught.value)
    assert "secret" not in str(caught.value).lower()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", ["", "{", "null", "[]", '"text"', b"\xff"])
def test_what_is_no_object_is_a_value_error(data: str | bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        read_event(SALE, data)


def test_an_unknown_type_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"goodword\.sale-closed\.v2 is not an event"):
        read_event("goodword.sale-closed.v2", "{}")


def test_an_event_cannot_be_changed() -> None:
    sale = read_event(SALE, json.dumps(a_sale()))

    with pytest.raises(ValidationError, match="frozen"):
        sale.number = 2  # type: ignore[attr-defined]


def test_a_time_without_offset_is_refused() -> None:
    said = SaleClosed.read(json.dumps(a_sale())).model_dump()

    with pytest.raises(ValidationError, match="timezone"):
        SaleClosed.model_validate({**said, "closed_at": said["closed_at"].replace(tzinfo=None)})


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.name)
def test_the_subject_is_a_type_id_and_the_key_begins_with_one(event: Any) -> None:
    read = event.read((SAMPLES / f"{event.full_name()}.json").read_text())

    prefix, attribute = event.about
    assert read.subject == show(prefix, getattr(read, attribute))
    assert read.key.startswith(show((event.keyed_by or event.about)[0], UUID(int=0))[:4])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("sale-closed.v1", "sal_01jftt4z0yfmx9mm8000000007"),
        ("sale-refunded.v1", "sal_01jftt4z0yfmx9mm8000000007"),
        ("reward-issued.v1", "rwd_01jftt4z0yfmx9mm8000000009"),
        ("message-sent.v1", "per_01jftt4z0yfmx9mm8000000002"),
        ("person-changed.v1", "per_01jftt4z0yfmx9mm8000000002"),
        ("program-published.v1", "prg_01jftt4z0yfmx9mm8000000004:2"),
        ("clock-applied.v1", "biz_01jftt4z0yfmx9mm8000000001:clock:rewards-worker"),
        (
            "contact-suppressed.v1",
            f"biz_01jftt4z0yfmx9mm8000000001:{'0f' * 32}:email:marketing",
        ),
    ],
)
def test_keys_never_change_since_order_rests_on_them(name: str, key: str) -> None:
    read = read_event(f"goodword.{name}", (SAMPLES / f"{name}.json").read_text())

    assert read.key == key


def test_facts_that_add_up_have_keys_of_their_own_on_compacted_topics() -> None:
    """Compaction keeps one record a key, so no two facts that both count may share one.

    That a person is erased replaces all that was said of them, and shall.
    """
    keys = [
        event.read((SAMPLES / f"{event.full_name()}.json").read_text()).key
        for event in EVENTS.values()
        if event.topic in STATE_TOPICS and event is not PersonErased
    ]

    assert len(keys) == len(set(keys))
