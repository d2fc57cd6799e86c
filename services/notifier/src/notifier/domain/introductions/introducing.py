"""What a letter about an introduction tells, as things are while it is composed."""

from dataclasses import dataclass
from typing import Final

from goodword import ids
from goodword.asking import unfit
from goodword.letters.facts import MAX_LABEL_CHARS
from goodword.letters.plain import one_line
from notifier.domain.copies import Business, Person
from notifier.domain.introductions.letter import IntroductionFacts, enclosed

OVER: Final = "introduction_over"
"""Why a letter is not sent of which nothing is to be asked any more, nobody knows why."""

SILENT: Final = "prospect_suppressed"
"""The prospect wants to be left alone, by whoever would introduce them, too (R-MSG-05)."""


@dataclass(frozen=True, slots=True)
class Introducing:
    """Whom it is about, whether they agreed to it, and why it is over, if it is."""

    prospect: Person | None = None
    permitted: bool = False
    over: str | None = None


@dataclass(frozen=True, slots=True)
class Parties:
    """Who would introduce whom to whom; `rep` where somebody of the business is named."""

    business: Business
    referrer: Person
    rep: Person | None
    introducing: Introducing

    @property
    def contact(self) -> str | None:
        """The address of whoever they would be introduced to."""
        return (self.rep.email if self.rep else None) or self.business.reply_to


def copied(parties: Parties, mailbox: str) -> str:
    """To whom the introduction is copied: to whoever it is to, and to the `mailbox` by which we see
    it; to that alone where both are too long for a line."""
    both = f"{parties.contact}, {mailbox}" if parties.contact else mailbox
    return both if len(both) <= MAX_LABEL_CHARS else mailbox


def told(kind: str, facts: IntroductionFacts, parties: Parties, language: str) -> dict[str, object]:
    """The facts of the letter of `kind` but for the links. What nobody told us is not told, nor a
    story that no letter may tell."""
    rep, prospect, contact = parties.rep, parties.introducing.prospect, parties.contact
    said = prospect.said_in(ids.show("ref", facts.referral)) if prospect else {}
    return {
        "rep_name": (rep.name if rep else None) or parties.business.name,
        "rep_contact": contact,
        "prospect_first": prospect.given if prospect else None,
        "story": _story(parties.referrer, language),
        "how_known": _short(said.get("how_known")),
        "problem": _short(said.get("need")),
        "step": enclosed(kind, facts, permitted=parties.introducing.permitted),
        "copy_to": contact,
        "rewarded": facts.rewarded,
    }


def _story(referrer: Person, language: str) -> str | None:
    return None if referrer.story and unfit(referrer.story, language) else referrer.story


def _short(said: str | None) -> str | None:
    """As much as stands on one line."""
    line = one_line(said or "")
    if len(line) <= MAX_LABEL_CHARS:
        return line or None
    return line[: MAX_LABEL_CHARS - 1].rpartition(" ")[0] + "\u2026"
