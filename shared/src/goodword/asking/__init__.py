"""Whom to ask, when, and in which words. Pure: given what is known, the same answer anywhere."""

from goodword.asking.basis import has_basis
from goodword.asking.circumstances import Circumstances, Offer, TextKind
from goodword.asking.client import (
    Answer,
    Client,
    Issue,
    IssueKind,
    Opportunity,
    PastAsk,
    Signal,
    SignalKind,
    Stage,
)
from goodword.asking.findings import Finding, Lint
from goodword.asking.gate import (
    AskReason,
    AskVerdict,
    ReasonCode,
    consider,
    is_positive,
    outside_hours,
)
from goodword.asking.language import LANGUAGES
from goodword.asking.linter import lint
from goodword.asking.parameters import AskParameters
from goodword.asking.private_matters import private_matters
from goodword.asking.rule_ids import RULES_OF
from goodword.asking.story import unfit, untold
from goodword.asking.timing import CheckIn, Window, add_months, window_open
from goodword.asking.working_time import ServiceParameters, Taken, WorkingTime

__all__ = [
    "LANGUAGES",
    "RULES_OF",
    "Answer",
    "AskParameters",
    "AskReason",
    "AskVerdict",
    "CheckIn",
    "Circumstances",
    "Client",
    "Finding",
    "Issue",
    "IssueKind",
    "Lint",
    "Offer",
    "Opportunity",
    "PastAsk",
    "ReasonCode",
    "ServiceParameters",
    "Signal",
    "SignalKind",
    "Stage",
    "Taken",
    "TextKind",
    "Window",
    "WorkingTime",
    "add_months",
    "consider",
    "has_basis",
    "is_positive",
    "lint",
    "outside_hours",
    "private_matters",
    "unfit",
    "untold",
    "window_open",
]
