"""Why a client was not asked, in words for the operator."""

from collections.abc import Mapping
from typing import Any, Final

_SENTENCES: Final[Mapping[str, str]] = {
    "not_a_client": "They have not bought anything yet.",
    "not_delivered": "Nothing that they bought was delivered yet, as far as we were told.",
    "not_promoter": "Their newest word is not one of praise: {actual}, where it takes {required}.",
    "committing": "They are about to buy (stage {actual}): a client who decides is left in peace.",
    "open_issue": "They wait for an answer (issue: {actual}).",
    "asked_recently": "They were asked {actual} days ago; it takes {required} days between asks.",
    "asked_too_often": "They were asked {actual} times within a year; {required} are the limit.",
    "unanswered_asks": "They left the last {actual} asks without an answer; at {required} we stop.",
    "do_not_ask": "They do not want to be asked.",
    "no_value_since_last_ask": "Nothing was given to them lately ({actual}): it takes {required}.",
    "too_little_value": "They got {actual} contacts of value within a year; it takes {required}.",
    "no_contact_way": "There is no address that may be written to.",
    "too_many_messages": "They got {actual} messages within a week; {required} are the limit.",
    "no_story": "Nothing is known of what was done for them: write it into their story.",
    "story_refused": "Their story holds words that are not sent ({actual}): write what was done.",
    "check_in_first": "Look in on them first: {actual}, where it takes {required}.",
    "signal_withdrawn": "They took back the good word that this followed from.",
    "outside_hours": "Nobody is written to at this hour ({actual}); they may be at {required}.",
    "window_open": "They are being considered already (ask {actual}).",
    "window_closed": "The time after their good word ran out.",
    "message_failed": "The letter could not be sent ({actual}).",
    "erased": "They were erased.",
}


def sentence(reason: Mapping[str, Any]) -> str:
    """One reason, `code` with what was `actual` and `required`."""
    told = _SENTENCES.get(reason["code"], "{code}: {actual}, where it takes {required}.")
    return told.format(
        code=reason["code"].replace("_", " "),
        actual=_word(reason["actual"]),
        required=_word(reason["required"]),
    )


def _word(value: Any) -> str:
    return "none" if value is None else str(value)
