"""What stands in the way of every reward of a program, whatever its rules say."""

from collections.abc import Iterator
from datetime import datetime

from goodword.programs.document.program import ProgramDocument, ProgramKind, Window
from goodword.programs.document.rules import Cause, Recipient
from goodword.programs.evaluation.facts import (
    Facts,
    Finding,
    Person,
    Referral,
)
from goodword.programs.evaluation.offered import Term, offered, place_of, placed
from goodword.programs.evaluation.reasons import Reason, ReasonCode
from goodword.programs.evaluation.windows import Beginnings, days_between


def currency_differs(document: ProgramDocument, facts: Facts) -> Reason | None:
    """A sale in another currency is kept, not rewarded: no amount of it can be compared."""
    sale = facts.sale
    if sale is None:
        return None
    other = [one for one in (sale.net, sale.gross) if one.currency != document.currency]
    if not other:
        return None
    return Reason(ReasonCode.CURRENCY_DIFFERS, document.currency, other[0].currency)


def guard(document: ProgramDocument, facts: Facts) -> tuple[Reason, ...]:
    """The reasons that hold for all rules of the document alike."""
    reasons = [*_people(facts), *_time(document, facts)]
    if facts.sale is not None and facts.sale.test:
        reasons.append(Reason(ReasonCode.TEST_SALE, False, True))
    if document.kind is ProgramKind.ACTIVE_INTRO and facts.referral.terms_sent_at is None:
        reasons.append(Reason(ReasonCode.TERMS_NOT_SENT, "terms sent", None))
    if not facts.referral.introduction_verified:
        reasons.append(Reason(ReasonCode.INTRODUCTION_UNVERIFIED, True, False))
    return tuple(reasons)


def _people(facts: Facts) -> Iterator[Reason]:
    if facts.referrer.person_id == facts.prospect.person_id:
        yield Reason(ReasonCode.SELF_REFERRAL, "two people", "one person")
    elif not set(facts.referrer.household).isdisjoint(facts.prospect.household):
        yield Reason(ReasonCode.SAME_HOUSEHOLD, "two households", "one household")


def _time(document: ProgramDocument, facts: Facts) -> Iterator[Reason]:
    promised = _promised_at(document, facts)
    when = offered(Term.of(document), facts.moment, promised_at=promised)
    if when == "not_yet" and document.starts_at is not None:
        yield _not_in_force(f"from {document.starts_at.isoformat()}", facts.moment)
    elif when == "over" and document.ends_at is not None:
        yield _not_in_force(f"until {document.ends_at.isoformat()}", promised)
    if facts.cause is Cause.SALE:
        yield from _window(document.window, facts)


def _promised_at(document: ProgramDocument, facts: Facts) -> datetime:
    """When the promise was made: on joining, or on being introduced."""
    referral = facts.referral
    if document.kind is ProgramKind.CODE:
        return referral.shared_at or facts.moment
    return referral.introduced_at or facts.moment


def _window(window: Window, facts: Facts) -> Iterator[Reason]:
    start = _began(facts.referral, facts.moment).of(window.since)
    if start is None:
        yield Reason(ReasonCode.NOT_IN_FORCE, f"{window.since} first", None)
        return
    days = days_between(start, facts.moment, facts.zone)
    if days < 0:
        yield _not_in_force(f"{window.since} first, at {start.isoformat()}", facts.moment)
    elif days > window.days:
        required = f"{window.days} days from {window.since}"
        yield Reason(ReasonCode.WINDOW_PASSED, required, f"{days} days")


def _began(referral: Referral, moment: datetime) -> Beginnings:
    """A code typed in without a click is its own click."""
    return Beginnings(
        shared_at=referral.shared_at,
        clicked_at=referral.clicked_at or moment,
        named_at=referral.named_at,
        introduced_at=referral.introduced_at,
    )


def _not_in_force(required: str, actual: datetime) -> Reason:
    return Reason(ReasonCode.NOT_IN_FORCE, required, actual.isoformat())


def outside(document: ProgramDocument, beneficiary: Person) -> Reason | None:
    """Offered in its places alone: whoever is known to be elsewhere gets nothing. Where somebody
    is unknown, joining has asked already."""
    places, country, region = document.places, beneficiary.country, beneficiary.region
    if places is None or placed(places, country, region) != "outside":
        return None
    return Reason(
        ReasonCode.CONDITION_NOT_MET, f"in {', '.join(places)}", place_of(country, region)
    )


def findings_for(facts: Facts, rule: str, to: Recipient) -> list[Reason]:
    """What the caller found out that stands in the way of this rule's reward."""
    return [
        Reason(found.code, found.required, found.actual)
        for found in facts.findings
        if _concerns(found, rule, to)
    ]


def _concerns(found: Finding, rule: str, to: Recipient) -> bool:
    return found.rule in (None, rule) and found.to in (None, to)


def favourites(document: ProgramDocument, facts: Facts, to: Recipient) -> Reason | None:
    """R-REW-01: learn a referrer's favourites before raising what an introduction earns."""
    discussed, learnt = facts.referrer.discussed_at, facts.referrer.favourites_at
    intro = document.kind is ProgramKind.ACTIVE_INTRO
    if not intro or to is not Recipient.REFERRER or discussed is None:
        return None
    if learnt is not None and learnt <= discussed:
        return None
    actual = learnt.isoformat() if learnt else None
    return Reason(ReasonCode.FAVOURITES_NOT_ASKED, f"before {discussed.isoformat()}", actual)
