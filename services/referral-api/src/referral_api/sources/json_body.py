"""JSON as senders write it: numbers read exactly, and any mistake told in one sentence."""

import json
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from goodword.mistakes import words_of
from referral_api.domain.connections.delivery import UnreadableError

MAX_EXPONENT = 400


def read_object(body: bytes) -> dict[str, Any]:
    """The object in `body`, with numbers as int or Decimal; UnreadableError for anything else."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise UnreadableError("The body is not a JSON object.")
    return value


def read_json(body: bytes) -> Any:
    """The value in `body`, with numbers as int or Decimal; UnreadableError for anything else."""
    try:
        text = body.decode(json.detect_encoding(body), "surrogatepass")
        value = _DECODER.decode(text)
        # Only an escape can bring what is no text, and most bodies have none.
        return _as_text(value) if b"\\u" in body else value
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise UnreadableError("The body is not JSON.") from error


def first_mistake(error: ValidationError) -> str:
    """One sentence on the first mistake, with where it is and without the value, which may be
    about a person."""
    mistake = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in mistake["loc"]) or "the body"
    return f"{where}: {words_of(mistake)}"


def _as_text(value: Any) -> Any:
    """NUL and halves of surrogate pairs are legal in JSON and in no database: one name that holds
    them must not cost us the order."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, dict):
        return {_as_text(key): _as_text(each) for key, each in value.items()}
    return value


def _exact(text: str) -> Decimal:
    """A field of whole numbers would write 1e99999999 out, digit by digit."""
    value = Decimal(text)
    if abs(value.adjusted()) > MAX_EXPONENT:
        raise ValueError("no sender has such a number")
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_float=_exact, parse_constant=_refuse)
