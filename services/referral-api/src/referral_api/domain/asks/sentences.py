"""Why a client was not asked: in words for the operator, and in gentler ones for the client."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from goodword.asking import RULES_OF

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

_BEFORE_IT_IS_THERE: Final = "We ask nothing of you before you have what you chose with us."
_NOT_AGAIN: Final = "We wrote to you not long ago, and do not want to press you."
_GIVE_FIRST: Final = "We would like to do something for you first."
_HOW_ARE_YOU: Final = "We would like to hear first how you are doing."
_AS_YOU_WISH: Final = "We keep to what you told us about letters of ours."
NOTHING_NOW: Final = "There is nothing that we ask of you now."

_GENTLE: Final[Mapping[str, str]] = {
    "not_delivered": _BEFORE_IT_IS_THERE,
    "committing": _BEFORE_IT_IS_THERE,
    "not_promoter": _HOW_ARE_YOU,
    "check_in_first": _HOW_ARE_YOU,
    "signal_withdrawn": _HOW_ARE_YOU,
    "open_issue": "We owe you an answer first.",
    "asked_recently": _NOT_AGAIN,
    "asked_too_often": _NOT_AGAIN,
    "unanswered_asks": _NOT_AGAIN,
    "too_many_messages": _NOT_AGAIN,
    "window_open": _NOT_AGAIN,
    "no_value_since_last_ask": _GIVE_FIRST,
    "too_little_value": _GIVE_FIRST,
    "do_not_ask": _AS_YOU_WISH,
}
"""What they may be told themselves; of all else there is nothing to say."""


def sentence(reason: Mapping[str, Any]) -> str:
    """One reason, `code` with what was `actual` and `required`."""
    told = _SENTENCES.get(reason["code"], "{code}: {actual}, where it takes {required}.")
    return told.format(
        code=reason["code"].replace("_", " "),
        actual=_word(reason["actual"]),
        required=_word(reason["required"]),
    )


def rules_of(reason: Mapping[str, Any]) -> list[str]:
    """The ids of the rules that a reason comes from; none of one that only a newer notifier
    knows."""
    return list(RULES_OF.get(reason["code"], ()))


def gently(reasons: Iterable[Mapping[str, Any]]) -> str:
    """What the client may be told of these reasons, each thing once; an objection of theirs is all
    that is said beside."""
    told = dict.fromkeys(_GENTLE[each["code"]] for each in reasons if each["code"] in _GENTLE)
    if _AS_YOU_WISH in told:
        return _AS_YOU_WISH
    return " ".join(told) or NOTHING_NOW


def _word(value: Any) -> str:
    return "none" if value is None else str(value)
