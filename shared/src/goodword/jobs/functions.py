"""What runners and operators do with jobs of all businesses at once.

Jobs are under row security, and nobody knows whose jobs are due before they are claimed. So these
run with the rights of the tables' owner; everything else about jobs is ordinary SQL under the
caller's row security.
"""

from goodword.jobs import backoff

_DEFINER = (
    "security definer set search_path = @schema, pg_catalog, pg_temp"
    # Plans must fit the table as it is, not as it was when the connection was young.
    " set plan_cache_mode = force_custom_plan"
)

_DUE_KINDS = """
create or replace function due_job_kinds(kinds text[]) returns setof text
language sql stable @definer as $$
    select wanted from unnest(kinds) as wanted where exists (
        select from job where kind = wanted and state = 'ready' and run_at <= now())
$$
"""

_TAKE = """
create or replace function take_jobs(of_kind text, at_most int) returns setof job
language sql volatile @definer as $$
    select * from job where kind = of_kind and state = 'ready' and run_at <= now()
    order by run_at limit at_most for update skip locked
$$
"""
"""Due jobs, locked until the transaction ends."""

_LEASE = """
create or replace function lease_jobs(
    of_kind text, at_most int, runner text, seconds float8) returns setof job
language sql volatile @definer as $$
    -- A CTE that locks is computed once; a subquery might be computed again, for further rows.
    with due as materialized (
        select business_id, id from job
        where kind = of_kind and state = 'ready' and run_at <= now()
        order by run_at limit at_most for update skip locked
    )
    update job set state = 'running', attempts = job.attempts + 1, leased_by = runner,
        lease_until = clock_timestamp() + make_interval(secs => seconds)
    from due where job.business_id = due.business_id and job.id = due.id
    returning job.*
$$
"""
"""Due jobs, leased: they are the runner's once its transaction is committed."""

_REAP = """
create or replace function reap_jobs(retry text[], unknown text[], at_most int)
returns table (business_id uuid, id uuid, kind text, state text)
language sql volatile @definer as $$
    with lost as materialized (
        select j.business_id, j.id from job j
        where j.state = 'running' and j.lease_until < clock_timestamp()
          and j.kind = any(retry || unknown)
        order by j.lease_until limit at_most for update skip locked
    )
    update job j set
        state = case when j.kind = any(unknown) then 'unknown'
                     when j.attempts >= j.max_attempts then 'dead' else 'ready' end,
        run_at = now() + job_backoff(j.attempts),  -- only matters where it is ready again
        finished_at = case when j.kind = any(unknown) or j.attempts >= j.max_attempts
                           then now() end,
        last_error = 'the lease of ' || j.leased_by || ' ran out', lease_until = null,
        leased_by = null
    from lost where j.business_id = lost.business_id and j.id = lost.id
    returning j.business_id, j.id, j.kind, j.state
$$
"""
"""Leases that ran out: whoever held them is dead, cut off or frozen."""

_GIVE_BACK = """
create or replace function give_back_jobs(runner text) returns void
language sql volatile @definer as $$
    update job set state = 'ready', attempts = attempts - 1, lease_until = null, leased_by = null
    where state = 'running' and leased_by = runner
$$
"""
"""A lease whose commit was not answered may stand: what was never begun is ready again."""

_COUNT = """
create or replace function count_jobs(kinds text[])
returns table (kind text, state text, jobs bigint)
language sql stable @definer as $$
    select j.kind, j.state, count(*) from job j where j.state = 'running' group by j.kind, j.state
    union all
    select j.kind, j.state, count(*) from job j where j.state in ('dead', 'unknown')
    group by j.kind, j.state
    union all
    select wanted, 'due', (select count(*) from job j
        where j.kind = wanted and j.state = 'ready' and j.run_at <= now())
    from unnest(kinds) as wanted
$$
"""
"""Timers that are not due are not counted: there may be millions of them."""

_PRUNE = """
create or replace function prune_jobs(keep_days int, at_most int) returns bigint
language sql volatile @definer as $$
    with old as materialized (
        select business_id, id from job
        where state in ('done', 'discarded')
          and finished_at < now() - make_interval(days => keep_days)
        order by finished_at limit at_most for update skip locked
    ), pruned as (
        delete from job using old where job.business_id = old.business_id and job.id = old.id
        returning 1
    )
    select count(*) from pruned
$$
"""

_ADVANCE = """
create or replace function advance_jobs(of_business uuid, to_offset_s bigint) returns bigint
language plpgsql volatile set search_path = @schema, pg_catalog, pg_temp as $$
declare
    moved bigint;
begin
    -- Whoever adds a job holds this row until its commit, and reads the new offset after ours. Each
    -- statement here sees what was committed before it began, so the lock must be one of its own.
    perform from business where business_id = of_business and mode = 'test' for update;
    if not found then
        return 0;
    end if;
    with behind as materialized (
        select id from job
        where business_id = of_business and state = 'ready' and attempts = 0
          and clock_offset_s < to_offset_s
        -- What is locked is being claimed, so it is due already; waiting for it could deadlock.
        for update skip locked
    )
    update job set run_at = run_at - make_interval(secs => to_offset_s - clock_offset_s),
        clock_offset_s = to_offset_s
    from behind where job.business_id = of_business and job.id = behind.id;
    get diagnostics moved = row_count;
    return moved;
end $$
"""
"""Under the caller's row security. A job that waits for its next try waits in the world's time."""

_LIST = """
create or replace function list_jobs(states text[], of_kind text, at_most int) returns setof job
language sql stable @definer as $$
    select * from job where state = any(states) and (of_kind is null or kind = of_kind)
    order by coalesce(finished_at, run_at) desc limit at_most
$$
"""

_LOCK = """
create or replace function lock_job(of_id uuid) returns setof job
language sql volatile @definer as $$
    select * from job where id = of_id for update
$$
"""

_TROUBLE = """
create or replace function jobs_in_trouble(late_s float8)
returns table (trouble text, kind text, jobs bigint, longest_s float8)
language sql stable @definer as $$
    select s.trouble, j.kind, count(*),
           extract(epoch from now() - min(j.run_at))::float8
    from job j cross join lateral (select case
        when j.state in ('dead', 'unknown') then j.state
        when j.state = 'running' and j.lease_until < now() - make_interval(secs => late_s)
            then 'stuck'
        when j.state = 'ready' and j.attempts >= 3 then 'failing'
        when j.state = 'ready' and j.run_at < now() - make_interval(secs => late_s) then 'overdue'
    end as trouble) s
    where j.state in ('ready', 'running', 'dead', 'unknown') and s.trouble is not null
    group by s.trouble, j.kind
$$
"""
"""For who looks now and then: it reads every job that has not ended."""

_ALL = (
    backoff.FUNCTION,
    _DUE_KINDS,
    _TAKE,
    _LEASE,
    _REAP,
    _GIVE_BACK,
    _COUNT,
    _PRUNE,
    _ADVANCE,
    _LIST,
    _LOCK,
    _TROUBLE,
)


def job_functions(schema: str) -> tuple[str, ...]:
    """The functions for `ServiceSchema.functions` of a service whose tables are in `schema`."""
    return tuple(
        statement.replace("@definer", _DEFINER).replace("@schema", schema) for statement in _ALL
    )
