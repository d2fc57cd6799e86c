"""The mapping of a connection: a JSON document that says what a sender's bodies mean.

Each rule says when it holds, what it makes, and where in the body each part of that stands.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, PlainValidator, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from goodword.errors import Problem
from goodword.mistakes import code_of, pointer_to, words_of
from referral_api.domain.connections.about import ConnectionSettings
from referral_api.domain.forms import Body, Line
from referral_api.domain.relationships.bodies import Site
from referral_api.domain.sales.refund import RefundState
from referral_api.sources.mapped.parts import LinesFrom, MoneyFrom, PersonFrom, When
from referral_api.sources.mapped.pointers import AtList, Conditions, From
from referral_api.sources.mapped.presets import PRESETS

MAX_CHARS: Final = 20_000
MAX_PROBLEMS: Final = 50
PLACE: Final = "/settings/mapping"


class _Rule(Body):
    """`when` all of it holds of the body, and where `each` points at a list, for each thing in it
    of which `where` holds: pointers lead into that thing then, and with `$` before into the
    body."""

    when: Conditions = ()
    each: AtList | None = None
    where: Conditions = ()


class SaleRule(_Rule):
    kind: Literal["sale"]
    external_id: From
    occurred_at: When
    updated_at: When | None = None
    gross: MoneyFrom
    net: MoneyFrom | None = None
    paid: MoneyFrom | None = None
    buyer: PersonFrom | None = None
    codes: Annotated[tuple[From, ...], Field(max_length=10)] = ()
    link_code: From | None = None
    click_id: From | None = None
    landing: From | None = None
    items: LinesFrom | None = None
    test_when: Conditions = ()
    metadata: Annotated[dict[Line, From], Field(max_length=20)] = Field(default_factory=dict)


class RefundRule(_Rule):
    kind: Literal["refund"]
    sale_external_id: From
    external_id: From
    amount: MoneyFrom
    occurred_at: When
    updated_at: When | None = None
    status: RefundState = "succeeded"
    reason: From | None = None


class ReviewRule(_Rule):
    kind: Literal["review"]
    external_id: From
    person: PersonFrom
    rating: From | None = None
    out_of: Annotated[int, Field(strict=True, gt=0, le=1000)] = 5
    text: From | None = None
    url: From | None = None
    written_at: When
    updated_at: When | None = None
    withdrawn: Annotated[bool, Field(strict=True)] = False


class SurveyAnswerRule(_Rule):
    kind: Literal["survey_answer"]
    external_id: From
    person: PersonFrom
    score: From
    scale_min: Literal[0, 1] = 0
    comment: From | None = None
    answered_at: When
    updated_at: When | None = None


class PersonRule(_Rule):
    kind: Literal["person"]
    person: PersonFrom


Rule: TypeAlias = SaleRule | RefundRule | ReviewRule | SurveyAnswerRule | PersonRule

_KINDS: Final[dict[str, type[Rule]]] = {
    "sale": SaleRule,
    "refund": RefundRule,
    "review": ReviewRule,
    "survey_answer": SurveyAnswerRule,
    "person": PersonRule,
}


def _rule(raw: Any) -> Rule:
    # Chosen by hand: pydantic's unions put a kind's name into the place of a mistake.
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        kinds = ", ".join(_KINDS)
        raise PydanticCustomError(
            "kind", "Give a rule whose kind is one of {kinds}.", {"kinds": kinds}
        )
    return _KINDS[kind].model_validate(raw)


class Mapping(Body):
    """`source` is what the sender is called with all that it tells of; `topic` is where a body
    says what it is, and `signature_header` the header that it is signed in."""

    source: Site
    topic: From | None = None
    signature_header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")] | None = (
        None
    )
    rules: Annotated[
        tuple[Annotated[Rule, PlainValidator(_rule)], ...], Field(min_length=1, max_length=50)
    ]


@lru_cache(maxsize=256)
def read_mapping(text: str) -> Mapping:
    """The mapping of a setting's value: a preset's name, or a document. ValidationError, or
    ValueError where it is no JSON."""
    if text in PRESETS:
        return Mapping.model_validate(PRESETS[text])
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (RecursionError, ArithmeticError) as error:
        raise ValueError("no JSON") from error
    return Mapping.model_validate(document)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def mistakes(settings: ConnectionSettings) -> Iterable[Problem]:
    """What is wrong with a connection's mapping, each with its place in it."""
    if "mapping" not in settings:
        return []
    try:
        read_mapping(settings["mapping"])
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)[:MAX_PROBLEMS]
        return [
            Problem(pointer_to(each["loc"], PLACE), code_of(each), words_of(each)) for each in found
        ]
    except (ValueError, RecursionError):
        names = " or ".join(sorted(PRESETS))
        return [Problem(PLACE, "invalid", f"Give {names}, or a mapping as JSON.")]
    return []
