"""Programs: the document, what may be saved, and what it decides. Pure rules, no I/O.

`read_document` lets in what can be right; `decide` says what each rule comes to, `refunded` what
is left after money went back; `sentence` and `terms` say it in words.
"""

from goodword.programs.document.gifts import GiftKind
from goodword.programs.document.limits import Per, Period
from goodword.programs.document.program import ProgramDocument, ProgramKind, Window
from goodword.programs.document.publishing import warnings
from goodword.programs.document.reading import read_document
from goodword.programs.document.rules import Cause, Recipient, RewardRule
from goodword.programs.evaluation.counters import (
    Counters,
    counted,
    given_back,
    period_of,
)
from goodword.programs.evaluation.decision import decide, scopes
from goodword.programs.evaluation.facts import (
    Facts,
    Finding,
    Person,
    Referral,
    Referrer,
    Sale,
    read_facts,
)
from goodword.programs.evaluation.knowing import (
    Acquainted,
    known_facts,
    lawful_facts,
    people_in,
)
from goodword.programs.evaluation.lawfulness import (
    Lawfulness,
    Outlook,
    by_place_and_profession,
    lawfulness,
)
from goodword.programs.evaluation.offered import Offered, Term, offered, place_of, placed
from goodword.programs.evaluation.offering import Offering, Ruled, offering, rulings
from goodword.programs.evaluation.question import LegalQuestion
from goodword.programs.evaluation.reasons import HOLDING, Reason, ReasonCode
from goodword.programs.evaluation.refunds import Remainder, refunded
from goodword.programs.evaluation.verdict import (
    Check,
    Law,
    LawVerdict,
    LimitScope,
    LimitUse,
    Option,
    Outcome,
    Usage,
    Verdict,
)
from goodword.programs.evaluation.windows import Beginnings, days_between, window_end
from goodword.programs.wording.sentences import Names, explained, gentle_sentence, sentence
from goodword.programs.wording.terms import terms

__all__ = [
    "HOLDING",
    "Acquainted",
    "Beginnings",
    "Cause",
    "Check",
    "Counters",
    "Facts",
    "Finding",
    "GiftKind",
    "Law",
    "LawVerdict",
    "Lawfulness",
    "LegalQuestion",
    "LimitScope",
    "LimitUse",
    "Names",
    "Offered",
    "Offering",
    "Option",
    "Outcome",
    "Outlook",
    "Per",
    "Period",
    "Person",
    "ProgramDocument",
    "ProgramKind",
    "Reason",
    "ReasonCode",
    "Recipient",
    "Referral",
    "Referrer",
    "Remainder",
    "RewardRule",
    "Ruled",
    "Sale",
    "Term",
    "Usage",
    "Verdict",
    "Window",
    "by_place_and_profession",
    "counted",
    "days_between",
    "decide",
    "explained",
    "gentle_sentence",
    "given_back",
    "known_facts",
    "lawful_facts",
    "lawfulness",
    "offered",
    "offering",
    "people_in",
    "period_of",
    "place_of",
    "placed",
    "read_document",
    "read_facts",
    "refunded",
    "rulings",
    "scopes",
    "sentence",
    "terms",
    "warnings",
    "window_end",
]
