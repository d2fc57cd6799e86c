"""Letters, told: what one waits for, and why one did not arrive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from goodword import ids
from referral_api.domain.explaining.story import Entry

_WAITS: Final[Mapping[str, str]] = {
    "hours_of_person": "the business's hours of mail by the clock of their own time zone",
    "hours_of_place": "the business's hours of mail by every clock of the place where they live",
    "hours_of_business": (
        "the business's hours of mail by its own clock, since theirs is not known or never open"
    ),
    "mail_server": "a mail server that takes no mail now; it is tried again for three days",
}
_FAILURES: Final[Mapping[str, str]] = {
    "no_address": "no mail address of theirs is known",
    "no_contact_address": "the business has named no address of its own",
    "suppressed": "their address is suppressed, since they opted out or mail to it came back",
    "prospect_suppressed": "the prospect wants to be left alone",
    "erased": "they were erased",
    "bounced": "it came back",
    "address_unusable": "their address is none that mail can go to",
    "recipient_refused": "the mail server refused their address",
    "sender_refused": "the mail server refused our sender's address",
    "mail_refused": "the mail server refused it",
    "channel_unavailable": "the mail server took no mail for three days",
    "unconfirmed": "nobody knows whether it arrived, and it is not repeated once more",
    "letter_unfit": "no letter can be made of what is known",
    "sealed_unreadable": "what it hands over cannot be opened with the keys that there are",
    "not_asked": "the rules of asking said no when it was about to leave",
    "introduction_over": "nothing is to be asked any more",
    "introduction_made": "the introduction was made first",
    "introduction_declined": "they did not want to introduce anybody",
    "referral_contacted": "the prospect was contacted first",
    "referral_qualified": "the prospect was found worth pursuing first",
    "referral_won": "the prospect bought first",
    "referral_lost": "the referral was given up first",
    "referral_expired": "the time for it ended first",
    "referral_withdrawn": "the prospect asked to be left alone",
}


def why_waiting(code: str) -> str:
    """What a letter waits for, as a sentence."""
    return f"It waits for {_WAITS.get(code, code.replace('_', ' '))}."


def why_failed(code: str) -> str:
    """Why a letter did not arrive, as the end of a sentence."""
    return _FAILURES.get(code, code.replace("_", " "))


def told_message(row: Any) -> Entry:
    """A letter as it stands, with the moment of that (`at`), and whom it is to (`called`)."""
    kind = row.kind.replace("_", " ")
    whom = row.called or ids.show("per", row.person_id)
    return Entry(
        at=row.at,
        what=f"message_{row.status}",
        about=ids.show("msg", row.id),
        sentence=f"Letter “{kind}” to {whom}: {how_it_stands(row)}",
    )


def how_it_stands(row: Any) -> str:
    """`sent.`, or why it was not sent, or not yet, and when it will be."""
    if row.status == "waiting":
        when = f" It is sent after {_moment(row.sends_after)}." if row.sends_after else ""
        return f"waiting. {why_waiting(row.waits_for)}{when}"
    if row.failure:
        return f"{row.status}: {why_failed(row.failure)}."
    return f"{row.status}."


def told_waiting(rows: Any) -> list[str]:
    """Sentences about those of these letters that wait."""
    waiting = [row for row in rows if row.status == "waiting"]
    return [f"The letter “{row.kind.replace('_', ' ')}” is {how_it_stands(row)}" for row in waiting]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
