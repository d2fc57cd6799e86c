"""What is said of a match: one sentence, and what spoke against it. Without any name or address."""

from collections.abc import Iterator, Sequence
from typing import Literal

from referral_api.domain.sales.candidates import Candidate

Conflict = Literal["several_codes", "code_and_link_differ", "named_by_another", "self_referral"]

_KNOWN_BY = {
    "email": "their e-mail address",
    "phone": "their phone number",
    "external_id": "their id at the source",
    "introduction": "an introduction",
}
_BARS = {
    "own_code": "It is the buyer's own, so nobody referred them.",
    "outside_window": "Its window does not hold at the time of the purchase.",
}


def conflicts(candidates: Sequence[Candidate], chosen: Candidate | None) -> list[Conflict]:
    """Where what came with a sale points at different people; each is kept to be seen."""
    return list(_conflicts(candidates, chosen))


def _conflicts(candidates: Sequence[Candidate], chosen: Candidate | None) -> Iterator[Conflict]:
    typed = {each.referrer_id for each in candidates if each.by == "code" and each.referrer_id}
    linked = {each.referrer_id for each in candidates if each.by == "link" and each.referrer_id}
    named = {each.referrer_id for each in candidates if each.prior and each.bar is None}
    if len(typed) > 1:
        yield "several_codes"
    if typed and linked - typed:
        yield "code_and_link_differ"
    if chosen and named - {chosen.referrer_id}:
        yield "named_by_another"
    if any(each.bar == "own_code" for each in candidates):
        yield "self_referral"


def sentence(candidates: Sequence[Candidate], chosen: Candidate | None) -> str:
    """How we know whose referral a sale is, or why it is nobody's."""
    if chosen is None:
        return _nobody(candidates)
    told = _how(chosen)
    return f"{told} {_BARS[chosen.bar]}" if chosen.bar in _BARS else told


def _how(chosen: Candidate) -> str:
    if chosen.prior:
        how = _KNOWN_BY.get(chosen.by, "what they are known by")
        return f"The buyer was referred before, and is known by {how}."
    code = chosen.participation.code if chosen.participation else chosen.value
    if chosen.by == "code":
        return f"The buyer gave the code {code}."
    return f"The buyer came by the link of {code}."


def _nobody(candidates: Sequence[Candidate]) -> str:
    if left := [each.value for each in candidates if each.bar == "left"]:
        return f"Whoever {', '.join(left)} belongs to had left the program before the purchase."
    if any(each.prior for each in candidates):
        if all(each.bar == "withdrawn" for each in candidates if each.prior):
            return "The buyer was referred before and had asked to be left alone."
        return "The buyer was referred before, and the window of that referral does not hold."
    if candidates:
        named = ", ".join(each.value for each in candidates)
        return f"No participant belongs to {named}."
    return "No code and no link came with the sale."
