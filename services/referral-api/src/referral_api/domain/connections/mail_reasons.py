"""Why nothing came of a mail to us, or somebody is to read it, in words for the operator."""

from typing import Final

NOT_OURS: Final = "None of the addresses that it names is one that we made."
NOT_THEIRS: Final = "No referral of this business has the address that it names."
NOTHING_NEW: Final = "It shows no introduction that is still to come."

ELSEWHERE: Final = "It answers an ask of another business."
OURS: Final = "We wrote it ourselves."
ERASED: Final = "Whoever was asked was erased."
OVER: Final = "It answers an ask that is over."
TO_BE_READ: Final = "Somebody is to read what it says: see the tasks."
