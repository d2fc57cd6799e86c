"""`make fuzz`: worsened requests to every source, `COUNT` of them, the same for the same `SEED`."""

import sys
import time

from tests.fuzz.requests import Outcome, play


def main(count: int, seed: int) -> None:
    start = time.monotonic()
    outcome = play(count, seed)
    seconds = time.monotonic() - start
    for name in sorted({source for source, _ in outcome.counts}):
        print(f"{name:14}", *(f"{end} {outcome.counts[name, end]:>8,}" for end in ENDS))
    print(f"{count:,} requests of seed {seed} in {seconds:,.0f} s; the slowest took", end=" ")
    print(f"{outcome.slowest_s * 1000:,.0f} ms ({outcome.slowest})")
    _fail(outcome)


MOST_CHARS = 4000
ENDS = ("taken", "refused", "facts", "ignored", "unreadable")


def _fail(outcome: Outcome) -> None:
    for each in outcome.bad:
        print(f"BAD! {each[:MOST_CHARS]}", file=sys.stderr)
    if outcome.bad:
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
