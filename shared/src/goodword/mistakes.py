"""What pydantic finds wrong, in our codes and words: one place for bodies, set-ups and documents.

Values are never quoted: they may be personal or secret. What a form demands may be.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from pydantic_core import core_schema

_CODES: Final[Mapping[str, str]] = {
    "missing": "missing",
    "missing_argument": "missing",
    "missing_keyword_only_argument": "missing",
    "extra_forbidden": "unknown_field",
    "unexpected_keyword_argument": "unknown_field",
}
_TEXT = "Give a text."
_MOMENT = "Give a moment as RFC 3339 writes it, such as 2026-03-01T10:00:00Z."
_DAY = "Give a day as RFC 3339 writes it, such as 2026-03-01."
_WHOLE = "Give a whole number."
_NUMBER = "Give a number."
_LIST = "Give a list."
_OBJECT = "Give a JSON object."
_ADDRESS = "Give an address that begins with https://."
_NEEDED = "This field is needed."
_UNKNOWN = "There is no such field here; remove it."
_WORDS: Final[Mapping[str, str]] = {
    "missing": _NEEDED,
    "missing_argument": _NEEDED,
    "missing_keyword_only_argument": _NEEDED,
    "extra_forbidden": _UNKNOWN,
    "unexpected_keyword_argument": _UNKNOWN,
    "string_type": _TEXT,
    "string_unicode": "Give a text that UTF-8 can write.",
    "string_too_short": "Write at least {min_length} characters.",
    "string_too_long": "Write at most {max_length} characters.",
    "string_pattern_mismatch": "Write it in the form {pattern}.",
    "bool_type": "Give true or false.",
    "bool_parsing": "Give true or false.",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": "Give a smaller number.",
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "Give a number that is finite.",
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_digits": "Write at most {max_digits} digits.",
    "decimal_max_places": "Write at most {decimal_places} decimals.",
    "greater_than": "Give more than {gt}.",
    "greater_than_equal": "Give at least {ge}.",
    "less_than": "Give less than {lt}.",
    "less_than_equal": "Give at most {le}.",
    "multiple_of": "Give a multiple of {multiple_of}.",
    "too_short": "Give at least {min_length}.",
    "too_long": "Give at most {max_length}.",
    "enum": "Give one of {expected}.",
    "literal_error": "Give one of {expected}.",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "iterable_type": _LIST,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "none_required": "Give null, or leave it out.",
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": "Say the time zone: write Z, or an offset such as +02:00, at the end.",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "uuid_type": "Give a UUID.",
    "uuid_parsing": "Give a UUID.",
    "url_type": _ADDRESS,
    "url_parsing": _ADDRESS,
    "url_scheme": _ADDRESS,
    "url_syntax_violation": _ADDRESS,
    "url_too_long": "Give an address of at most {max_length} characters.",
    "union_tag_invalid": "Give one of {expected_tags}.",
    "union_tag_not_found": "Say of which kind it is.",
}
_OWN_TEXTS: Final = frozenset({"value_error", "assertion_error"})
_PYDANTICS: Final = frozenset(get_args(core_schema.ErrorType)) - _OWN_TEXTS
_ORDINARY = "This does not have the form that is wanted here."
_SAID: Final = ("Field required",)
"""What pydantic writes where nobody of us wrote a sentence of the same type."""


def code_of(mistake: Mapping[str, Any], ours: Iterable[str] = ()) -> str:
    """The code of a mistake: one of `ours` as it is, else one of a few for all wrong forms."""
    kind: str = mistake["type"]
    return kind if kind in ours else _CODES.get(kind, "invalid")


def words_of(mistake: Mapping[str, Any]) -> str:
    """The sentence that says what to do: what a rule of ours wrote, else ours for pydantic's."""
    kind: str = mistake["type"]
    written = str(mistake["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    own_sentence = kind == "missing" and written not in _SAID
    if kind not in _PYDANTICS or own_sentence:
        return f"{written.rstrip('.')}."
    try:
        return _WORDS.get(kind, _ORDINARY).format_map(mistake.get("ctx") or {})
    except KeyError:
        return _ORDINARY


def pointer_to(steps: Iterable[str | int], at: str = "") -> str:
    """The JSON pointer (RFC 6901) that `steps` lead to, below `at`."""
    return "".join((at, *(f"/{_escaped(step)}" for step in steps)))


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
