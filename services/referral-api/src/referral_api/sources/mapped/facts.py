"""What a body means by a mapping: the facts of all rules that hold of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from goodword.money import Money
from referral_api.domain.connections.delivery import (
    Ignored,
    ReportedFact,
    Translation,
    UnreadableError,
)
from referral_api.domain.people.refs import PersonInline
from referral_api.domain.people.reported import ReportedPerson
from referral_api.domain.relationships.bodies import ReviewBody, SurveyAnswerBody
from referral_api.domain.sales.body import RefundOfSaleBody, SaleBody
from referral_api.domain.sales.sale import Buyer
from referral_api.sources.json_body import first_mistake, read_json
from referral_api.sources.links import CLICK, CODE, MAX_CODE_LENGTH, click_of, landing_of
from referral_api.sources.mapped.mapping import (
    Mapping,
    PersonRule,
    RefundRule,
    ReviewRule,
    Rule,
    SaleRule,
    SurveyAnswerRule,
)
from referral_api.sources.mapped.parts import MomentFrom, MoneyFrom, PersonFrom, line, number, text
from referral_api.sources.mapped.pointers import Conditions, Scope, Value

MAX_FACTS: Final = 100
MAX_CODES: Final = 20
MAX_TEXT_CHARS: Final = 5000


def read_facts(body: bytes, mapping: Mapping) -> Translation:
    """The facts in the order of the rules; UnreadableError names the rule that cannot be kept."""
    whole = read_json(body)
    facts = []
    for number_, rule in enumerate(mapping.rules):
        for scope in _scopes(rule, whole):
            facts.append(_fact(rule, scope, mapping.source, f"rules/{number_}"))
            if len(facts) > MAX_FACTS:
                raise UnreadableError(f"It tells of more than {MAX_FACTS} things.")
    return tuple(facts) or Ignored("No rule of the mapping holds of it.")


def _scopes(rule: Rule, whole: Any) -> Iterator[Scope]:
    """What a rule holds of: the body, or things in a list of it."""
    all_of_it = Scope(whole, whole)
    if not _hold(rule.when, all_of_it):
        return
    found = [whole] if rule.each is None else rule.each.of(all_of_it) or []
    if not isinstance(found, list):
        raise UnreadableError("The pointer of each leads to no list.")
    for each in found:
        scope = Scope(each, whole)
        if _hold(rule.where, scope):
            yield scope


def _hold(conditions: Conditions, scope: Scope) -> bool:
    return all(each.holds(scope) for each in conditions)


def _fact(rule: Rule, scope: Scope, source: str, place: str) -> ReportedFact:
    try:
        return _MAKE[rule.kind](rule, scope, source)
    except ValidationError as error:
        raise UnreadableError(f"{place} ({rule.kind}): {first_mistake(error)}") from error
    except UnreadableError as error:
        raise UnreadableError(f"{place} ({rule.kind}): {error}") from error


def _sale(rule: SaleRule, scope: Scope, source: str) -> ReportedFact:
    made = {
        "source": source,
        "external_id": text(rule.external_id.of(scope)),
        "occurred_at": rule.occurred_at.of(scope, "occurred_at"),
        "updated_at": _moment(rule.updated_at, scope, "updated_at"),
        "gross": rule.gross.of(scope, "gross"),
        "net": _money(rule.net, scope, "net"),
        "paid": _money(rule.paid, scope, "paid"),
        "codes": _codes(rule, scope),
        "items": rule.items.of(scope) if rule.items else (),
        "test": bool(rule.test_when) and _hold(rule.test_when, scope),
        "metadata": _metadata(rule, scope),
    }
    said = SaleBody.model_validate(_known(made))
    part = said.part(said.occurred_at)
    if part is not None:
        return part
    landing = landing_of(line(_found(rule.landing, scope)))
    return replace(
        said.reported(),
        buyer=_buyer(rule.buyer, scope, source),
        link_code=_code(_found(rule.link_code, scope)),
        click_id=click_of(line(_found(rule.click_id, scope))),
        landing_code=landing.get(CODE),
        landing_click_id=click_of(landing.get(CLICK)),
    )


def _refund(rule: RefundRule, scope: Scope, source: str) -> ReportedFact:
    amount = rule.amount.of(scope, "amount")
    occurred_at = rule.occurred_at.of(scope, "occurred_at")
    made = {
        "sale": {"source": source, "external_id": text(rule.sale_external_id.of(scope))},
        "external_id": text(rule.external_id.of(scope)),
        # Money back is written as less by some, and as an amount by others.
        "amount": amount and Money(minor=abs(amount.minor), currency=amount.currency),
        "occurred_at": occurred_at,
        "status": rule.status,
        "reason": line(_found(rule.reason, scope)),
    }
    said = RefundOfSaleBody.model_validate(_known(made))
    return said.reported(_moment(rule.updated_at, scope, "updated_at") or said.occurred_at)


def _review(rule: ReviewRule, scope: Scope, source: str) -> ReportedFact:
    rating = _found(rule.rating, scope)
    stars = None if rating is None else {"value": number(rating, "rating"), "out_of": rule.out_of}
    made = {
        "source": source,
        "external_id": text(rule.external_id.of(scope)),
        "person_ref": _person(rule.person, scope, source),
        "rating": stars,
        "text": _prose(rule.text, scope),
        "url": _found(rule.url, scope),
        "written_at": rule.written_at.of(scope, "written_at"),
        "updated_at": _moment(rule.updated_at, scope, "updated_at"),
        "withdrawn": rule.withdrawn,
    }
    return ReviewBody.model_validate(_known(made))


def _survey_answer(rule: SurveyAnswerRule, scope: Scope, source: str) -> ReportedFact:
    score = rule.score.of(scope)
    made = {
        "source": source,
        "external_id": text(rule.external_id.of(scope)),
        "person_ref": _person(rule.person, scope, source),
        "score": None if score is None else number(score, "score"),
        "scale_min": rule.scale_min,
        "comment": _prose(rule.comment, scope),
        "answered_at": rule.answered_at.of(scope, "answered_at"),
        "updated_at": _moment(rule.updated_at, scope, "updated_at"),
    }
    return SurveyAnswerBody.model_validate(_known(made))


def _reported_person(rule: PersonRule, scope: Scope, source: str) -> ReportedFact:
    return ReportedPerson(PersonInline.model_validate(_person(rule.person, scope, source)))


_MAKE: Final[dict[str, Callable[[Any, Scope, str], ReportedFact]]] = {
    "sale": _sale,
    "refund": _refund,
    "review": _review,
    "survey_answer": _survey_answer,
    "person": _reported_person,
}


def _buyer(person: PersonFrom | None, scope: Scope, source: str) -> Buyer:
    known = person.of(scope, source) if person else {}
    display = known.pop("name", None)
    return Buyer(display_name=display, **known)


def _person(person: PersonFrom, scope: Scope, source: str) -> dict[str, Any]:
    """As a reference to a person is written; nobody's mistake is caught here."""
    known = person.of(scope, source)
    external = known.get("external_id")
    names = ("name", "display"), ("given_name", "given"), ("family_name", "family")
    name = {part: known[key] for key, part in names if key in known}
    place = {key: known[key] for key in ("country", "region") if key in known}
    return _known(
        {
            "external_id": external and {"source": external[0], "id": external[1]},
            "email": known.get("email"),
            "phone": known.get("phone"),
            "name": name or None,
            "locale": known.get("locale"),
            "place": place or None,
        }
    )


def _known(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if value is not None}


def _found(value: Value | None, scope: Scope) -> Any:
    return value.of(scope) if value else None


def _money(value: MoneyFrom | None, scope: Scope, name: str) -> Money | None:
    return value.of(scope, name) if value else None


def _moment(value: MomentFrom | None, scope: Scope, name: str) -> datetime | None:
    return value.of(scope, name) if value else None


def _prose(value: Value | None, scope: Scope) -> str | None:
    found = _found(value, scope)
    return found.strip()[:MAX_TEXT_CHARS] if isinstance(found, str) else None


def _codes(rule: SaleRule, scope: Scope) -> tuple[str, ...]:
    """What buyers typed: each pointer may lead to a code, or to a list of them."""
    found = [each.of(scope) for each in rule.codes]
    flat = [code for each in found for code in (each if isinstance(each, list) else [each])]
    return tuple(filter(None, (_code(each) for each in flat[:MAX_CODES])))


def _code(value: Any) -> str | None:
    return (line(text(value)) or "")[:MAX_CODE_LENGTH] or None


def _metadata(rule: SaleRule, scope: Scope) -> dict[str, str]:
    found = {name: line(text(value.of(scope))) for name, value in rule.metadata.items()}
    return _known(found)
