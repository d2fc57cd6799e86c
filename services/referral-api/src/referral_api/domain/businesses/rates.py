"""How often somebody may come: a steady rate, with bursts of what was left unused before."""

import math
from collections import OrderedDict
from collections.abc import Hashable

MAX_KNOWN = 10_000
"""Who came longest ago is forgotten first, and then starts afresh."""


class Rates:
    """A bucket of tokens for everybody who comes; each visit takes one.

    A bucket is kept as the time at which it will be full again, so that nothing has to refill it.
    Times are seconds of one steady clock.
    """

    def __init__(self, per_s: float, burst: int, *, max_known: int = MAX_KNOWN) -> None:
        self._interval_s = 1 / per_s
        self._slack_s = (burst - 1) * self._interval_s
        self._max_known = max_known
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, who: Hashable, now: float) -> int:
        """0 where they may come; else the whole seconds after which they may, and nothing taken."""
        full_at = max(self._full_at.get(who, now), now)
        too_early_s = full_at - now - self._slack_s
        # Sums of intervals are not exact.
        if too_early_s > self._interval_s / 1000:
            return math.ceil(too_early_s)
        self._full_at[who] = full_at + self._interval_s
        self._full_at.move_to_end(who)
        if len(self._full_at) > self._max_known:
            self._full_at.popitem(last=False)
        return 0
