"""Sales and referrals, told: the steps that a referral took, what was bought and given back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from goodword import ids
from goodword.programs import Names
from referral_api.domain.explaining.sales import bought
from referral_api.domain.explaining.story import Entry, day
from referral_api.domain.referrals.introductions import NOT_INTRODUCED

_STEPS = {
    "named": "{referrer} referred {prospect}",
    "introduction_requested": "{referrer} was asked to introduce {prospect}",
    "permission_given": "{prospect} agreed to be introduced",
    "introduced": "{referrer} introduced {prospect}",
    "declined": "{referrer} did not want to introduce {prospect}",
    "contacted": "{prospect} was contacted",
    "qualified": "{prospect} was found worth pursuing",
    "won": "{prospect} bought, and the referral was won",
    "lost": "the referral was given up",
    "withdrawn": "{prospect} asked to be left alone",
    "expired": "the time in which a purchase counts ended",
}
_OPEN = ("named", "introduction_requested", "permission_given", "introduced", "contacted")


_NEVER_INTRODUCED = "no introduction came in time"


def _told(step: Mapping[str, Any]) -> str:
    if step["status"] == "expired" and step["evidence"].get("kind") == NOT_INTRODUCED:
        return _NEVER_INTRODUCED
    return _STEPS[step["status"]]


def _signed(step: Mapping[str, Any]) -> str:
    """Of what a mail showed, who is known to have written it."""
    found = step["evidence"].get("authentication")
    return f" The mail's signatures, as your server found: {found}." if found else ""


def told_steps(referral: Row[Any], names: Names) -> Iterator[Entry]:
    """The steps of a referral."""
    for step in referral.steps:
        told = _told(step).format(referrer=names.referrer, prospect=names.prospect)
        yield Entry(
            at=datetime.fromisoformat(step["at"]),
            what=f"referral_{step['status']}",
            about=ids.show("ref", referral.id),
            sentence=f"{told[:1].upper()}{told[1:]}.{_signed(step)}",
            actor=step.get("actor"),
        )


def told_sale(sale: Row[Any], names: Names) -> Iterator[Entry]:
    """A sale, how we know whose it is, and who gave it to somebody else."""
    about = ids.show("sal", sale.id)
    test = " Test orders never earn." if sale.test else ""
    yield Entry(
        at=sale.closed_at,
        what="sale_closed",
        about=about,
        sentence=f"{bought(sale, names)}, order {sale.external_id} of {sale.source}.{test} "
        + sale.match["sentence"],
    )
    for given in sale.attributions:
        yield Entry(
            at=datetime.fromisoformat(given["at"]),
            what="sale_reattributed",
            about=about,
            sentence=_given(given),
            actor=given["actor"],
        )


def _given(given: Mapping[str, Any]) -> str:
    """A sale that told of a referral, too late for this one, or a person gave it away."""
    if given["actor"].startswith("sal_"):
        return (
            f"The purchase that tells of referral {given['to']} came in only then; "
            "this one was given to the same referral."
        )
    to = f"given to referral {given['to']}" if given["to"] else "taken from its referral"
    return f"The sale was {to} by hand."


def without_sale(referral: Row[Any], names: Names) -> str:
    """Where a referral stands to which no sale belongs."""
    if referral.status == "won":
        return "The purchase that won it does not belong to it any more."
    if referral.status not in _OPEN:
        step = _STEPS[referral.status].format(referrer=names.referrer, prospect=names.prospect)
        return f"Nothing was bought: {step}."
    if referral.window_ends_at is None:
        return "Nothing was bought yet, and the time in which a purchase counts has not begun."
    return f"Nothing was bought yet. A purchase counts before {day(referral.window_ends_at)}."


def names_for(referral: Row[Any] | None, called: Mapping[UUID, str], buyer: UUID | None) -> Names:
    """The two sides by name, as far as we know them."""
    prospect = referral.prospect_id if referral else buyer
    names = Names()
    return Names(
        prospect=called.get(prospect, names.prospect) if prospect else names.prospect,
        referrer=called.get(referral.referrer_id, names.referrer) if referral else names.referrer,
    )
