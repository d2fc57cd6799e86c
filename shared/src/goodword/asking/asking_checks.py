"""How a text asks: openly, without pushing, and so that one can say no (R-LIN-01 to R-LIN-04,
R-LIN-07 to R-LIN-12)."""

from collections.abc import Callable, Iterator
from typing import Final

from goodword.asking.findings import Finding, Rule
from goodword.asking.language import FAMILIES
from goodword.asking.look import Look
from goodword.asking.reading import Piece
from goodword.asking.sentences import seeks

BROAD_BELOW: Final = 50
"""R-LIN-08: an archetype that is less specific than this, of 100, is too broad."""

_CLOSED = Rule(
    "closed_question", "R-LIN-01", "This can be answered with no; ask who it is that they know."
)
_INDIRECT = Rule(
    "indirect_question",
    "R-LIN-02",
    "This asks in a roundabout way that can be answered with no, or not at all.",
)
_NOT_OPEN = Rule("no_open_question", "R-LIN-03", "Nothing here asks whom they know.", "warning")
_NO_OUTCOME = Rule(
    "outcome_missing",
    "R-LIN-07",
    "Say whether a name, leave to write, or an introduction is wanted.",
    "warning",
)
_BROAD = Rule(
    "too_broad",
    "R-LIN-08",
    "Nobody in particular comes to mind; say for whom this is.",
    "warning",
)
_NO_VALUE = Rule("no_value", "R-LIN-09", "Nothing here is of value to the client.", "warning")
_NO_WAY_OUT = Rule("no_way_out", "R-LIN-11", "Nothing here makes it easy to say no.", "warning")

_PUSHY: Final = {
    "stranger": "This recalls an old sale instead of giving the client something.",
    "demand": "This demands names, or a number of them.",
    "deadline": "This puts a deadline or scarcity on a favour.",
    "dependent": "This makes what the client is owed depend on a favour.",
    "debt": "This speaks of debt, guilt or our own targets.",
    "pressure": "This uses what others do as pressure.",
    "nagging": "This nags about earlier asks.",
    "presumption": "This presumes that the client has names to hand over.",
    "forwarding": "This asks the client to forward something to many.",
}


def closed_questions(look: Look) -> Iterator[Finding]:
    """R-LIN-01, R-LIN-02; R-LIN-12 lets a request for an introduction, and the letter that makes
    one, be a polite question, once somebody was named. Terms speak of friends and of what happens
    if one buys, so in them only a question asks."""
    for sentence, asked in look.asked:
        if look.kind in ("intro_request", "intro_email") and _introduces(look, sentence):
            continue
        if look.kind == "program_terms" and not sentence.question:
            continue
        if asked.way == "closed":
            yield look.here(_CLOSED, sentence)
        elif asked.way == "indirect":
            yield look.here(_INDIRECT, sentence, asked.where)


def _introduces(look: Look, sentence: Piece) -> bool:
    return bool(look.language.words["introduction"].search(sentence.read))


def no_open_question(look: Look) -> Iterator[Finding]:
    """R-LIN-03: an ask holds an open question. Where it holds a closed one, that is the finding."""
    if look.kind == "referral_ask" and not {"open", "closed", "indirect"} & {
        asked.way for _, asked in look.asked
    }:
        yield look.missing(_NOT_OPEN)


def pushy(look: Look) -> Iterator[Finding]:
    """R-LIN-04: whatever else is said well, this is not said."""
    for sentence in look.sentences:
        for family in FAMILIES:
            match = look.language.pushy[family].search(sentence.read)
            # A day or a hurry belongs to something else, unless it is the favour that has it.
            if match and (family != "deadline" or seeks(sentence.read, look.language)):
                rule = Rule("pushy", "R-LIN-04", _PUSHY[family])
                yield look.here(rule, sentence, match, family)


def outcome(look: Look) -> Iterator[Finding]:
    """R-LIN-07: an ask says what is wanted."""
    if look.kind == "referral_ask" and not look.says("outcome"):
        yield look.missing(_NO_OUTCOME)


def too_broad(look: Look) -> Iterator[Finding]:
    """R-LIN-08: whoever is asked for anyone thinks of no one."""
    if look.kind != "referral_ask":
        return
    for sentence, asked in look.asked:
        match = look.language.words["broad"].search(sentence.read)
        if match and asked.way in ("open", "closed", "indirect"):
            yield look.here(_BROAD, sentence, match)
            return
    specificity = look.circumstances.specificity
    if specificity is not None and specificity < BROAD_BELOW:
        yield look.missing(_BROAD)


def no_value(look: Look) -> Iterator[Finding]:
    """R-LIN-09: an ask comes with something for the client."""
    if look.kind == "referral_ask" and not look.circumstances.value:
        yield look.missing(_NO_VALUE)


def no_way_out(look: Look) -> Iterator[Finding]:
    """R-LIN-11: it is easy to say no."""
    if look.kind in ("referral_ask", "intro_request", "intro_email") and not look.says("way_out"):
        yield look.missing(_NO_WAY_OUT)


ASKING_CHECKS: Final[tuple[Callable[[Look], Iterator[Finding]], ...]] = (
    closed_questions,
    no_open_question,
    pushy,
    outcome,
    too_broad,
    no_value,
    no_way_out,
)
