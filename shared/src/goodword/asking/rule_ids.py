"""Which rules of the method each reason against an ask comes from."""

from collections.abc import Mapping
from typing import Final

from goodword.asking.gate import ReasonCode

RULES_OF: Final[Mapping[ReasonCode, tuple[str, ...]]] = {
    "not_a_client": ("R-ASK-02",),
    "not_delivered": ("R-ASK-02", "R-ASK-04"),
    "not_promoter": ("R-ASK-02", "R-NPS-05", "R-NPS-06"),
    "committing": ("R-ASK-03",),
    "open_issue": ("R-ASK-06",),
    "asked_recently": ("R-ASK-07", "R-MSG-07"),
    "asked_too_often": ("R-ASK-07", "R-MSG-07"),
    "unanswered_asks": ("R-ASK-07",),
    "do_not_ask": ("R-ASK-07",),
    "no_value_since_last_ask": ("R-VAL-01",),
    "too_little_value": ("R-VAL-03",),
    "no_contact_way": ("R-MSG-05", "R-MSG-10"),
    "too_many_messages": ("R-MSG-07",),
    "no_story": ("R-LIN-09",),
    "story_refused": ("R-LIN-01", "R-LIN-05", "R-LIN-06"),
    "check_in_first": ("R-ASK-05",),
    "signal_withdrawn": ("R-NPS-05", "R-REV-05"),
    "outside_hours": ("R-MSG-06",),
    "window_open": ("R-ASK-04",),
    "window_closed": ("R-ASK-04",),
    "message_failed": ("R-MSG-05",),
    "erased": ("R-MSG-14",),
}
"""By the reason's code, the ids that its sentence stands on."""
