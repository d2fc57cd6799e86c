"""How long a job waits before it is tried again: full jitter under a bound that doubles.

The database computes it, since the reaper sets many jobs back with one statement.
"""

MIN_S = 0.25
"""Even the luckiest waits this long, so that a job which fails at once is no busy loop."""

FIRST_S = 2.0
"""The bound after the first attempt; it doubles with each further one."""

MAX_S = 900.0
"""The bound never exceeds this, so that work goes on soon after a long outage."""

MAX_ASKED_S = 86_400.0
"""Longer than this nobody may ask us to wait (`TransientError.retry_after_s`)."""

FUNCTION = f"""
create or replace function job_backoff(attempts int) returns interval
language sql volatile set search_path = @schema, pg_catalog, pg_temp as $$
    select make_interval(secs => greatest(
        {MIN_S}, random() * least({MAX_S}, {FIRST_S} * 2 ^ least(greatest(attempts - 1, 0), 30))))
$$
"""
