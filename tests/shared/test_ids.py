"""Ids: TypeIDs as their specification has them, and nothing that only looks like one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from goodword import ids
from goodword.ids import ALPHABET, PersonId

KNOWN = [
    # From the TypeID specification's list of valid ids.
    ("00000000-0000-0000-0000-000000000000", "00000000000000000000000000"),
    ("00000000-0000-0000-0000-000000000001", "00000000000000000000000001"),
    ("00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"),
    ("00000000-0000-0000-0000-000000000010", "0000000000000000000000000g"),
    ("00000000-0000-0000-0000-000000000020", "00000000000000000000000010"),
    ("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
    ("0110c853-1d09-52d8-d73e-1194e95b5f19", "0123456789abcdefghjkmnpqrs"),
    ("01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"),
]


class Holder(BaseModel):
    person_id: PersonId


@pytest.mark.parametrize(("value", "suffix"), KNOWN)
def test_ids_are_written_and_read_as_the_specification_says(value: str, suffix: str) -> None:
    assert ids.show("per", UUID(value)) == f"per_{suffix}"
    assert ids.read("per", f"per_{suffix}") == UUID(value)


@given(st.uuids())
def test_every_uuid_comes_back(value: UUID) -> None:
    assert ids.read("sal", ids.show("sal", value)) == value


@given(st.uuids(), st.uuids())
def test_the_text_sorts_as_the_uuid_does(one: UUID, other: UUID) -> None:
    assert (ids.show("sal", one) < ids.show("sal", other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "per",
        "per_",
        "01h455vb4pex5vsknk084sn02q",
        "_01h455vb4pex5vsknk084sn02q",
        "ref_01h455vb4pex5vsknk084sn02q",
        "PER_01h455vb4pex5vsknk084sn02q",
        "per_01H455VB4PEX5VSKNK084SN02Q",
        "per_01h455vb4pex5vsknk084sn02",
        "per_01h455vb4pex5vsknk084sn02qq",
        "per_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "per_01h455vb4pex5vsknk084sn0iq",
        "per_01h455vb4pex5vsknk084sn0lq",
        "per_01h455vb4pex5vsknk084sn0oq",
        "per_01h455vb4pex5vsknk084sn0uq",
        "per_+1h455vb4pex5vsknk084sn02q",
        "per_-1h455vb4pex5vsknk084sn02q",
        "per_ 1h455vb4pex5vsknk084sn02q",
        "per_01h455vb4pex5vsknk084sn02\n",
        "per_01h455vb4pex5 sknk084sn02q",
        "per_0\N{ARABIC-INDIC DIGIT ONE}h455vb4pex5vsknk084sn02q",
        "per_01h455vb4pex5vsknk084sn02ä",
        "per_01890a5d-ac96-774b-bcce-b302099a8057",
        "per_per_1h455vb4pex5vsknk084sn02q",
    ],
)
def test_what_is_no_id_of_this_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an id of the form per_"):
        ids.read("per", text)


@given(st.text(max_size=30).map("per_".__add__) | st.text(ALPHABET + "_-+ iluo", min_size=26))
def test_reading_refuses_or_comes_back_as_it_was(text: str) -> None:
    try:
        value = ids.read("per", text)
    except ValueError:
        return
    assert ids.show("per", value) == text


def test_new_ids_are_uuids_of_version_7_and_never_fall_back() -> None:
    made = [ids.new() for _ in range(1000)]

    assert {each.version for each in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_a_model_reads_a_type_id_or_a_uuid_and_writes_a_type_id() -> None:
    value = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    text = '{"person_id":"per_01h455vb4pex5vsknk084sn02q"}'

    assert Holder.model_validate_json(text).person_id == value
    assert Holder(person_id=value).model_dump_json() == text
    assert Holder(person_id=value).model_dump() == {"person_id": value}


@pytest.mark.parametrize(
    "wrong", ['"ref_01h455vb4pex5vsknk084sn02q"', '"01890a5d-ac96-774b-bcce-b302099a8057"', "1"]
)
def test_a_model_refuses_another_type(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Holder.model_validate_json(f'{{"person_id": {wrong}}}')


def test_the_json_schema_knows_the_prefix() -> None:
    schema = Holder.model_json_schema()["properties"]["person_id"]

    assert schema["type"] == "string"
    assert schema["pattern"].startswith("^per_[0-7]")
