"""Where everything is that has not arrived, for whoever reads a failure."""

from tests.journeys.observing import fetch

_PARKED = (
    "select 'parked ' || state || ' ' || type || ' ' || coalesce(error, '') as what,"
    " count(*) as n from parked_event group by 1"
)
_JOBS = (
    "select 'job ' || kind || ' ' || state || ' ' || coalesce(last_error, '') as what,"
    " count(*) as n from job where state <> 'done' group by 1"
)
STANDING = {
    "referral": (
        "select 'delivery ' || status || ' ' || coalesce(reason, '') as what, count(*) as n"
        " from delivery group by 1",
        _PARKED,
    ),
    "rewards": (
        "select 'reward ' || state as what, count(*) as n from reward group by 1",
        "select 'payout ' || state || ' ' || coalesce(attention, '') as what, count(*) as n"
        " from payout group by 1",
        _JOBS,
        _PARKED,
    ),
    "notifier": (
        "select 'message ' || kind || ' ' || state || ' ' || coalesce(reason, '') as what,"
        " count(*) as n from message group by 1",
        _JOBS,
        _PARKED,
    ),
}


async def whereabouts(stage) -> str:
    """Counts of all that stands somewhere, and the last words of each process."""
    lines = []
    for schema, queries in STANDING.items():
        for query in queries:
            rows = await fetch(stage, schema, query)
            lines += [f"{schema}: {row['n']} {row['what']}" for row in rows]
    logs = [f"{name}:\n{stage.log(name)[-1500:]}" for name in stage.processes]
    return "\n".join([*lines, *logs])
