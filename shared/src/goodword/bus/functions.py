"""What app roles may have done to partitions, by functions that run with their owner's rights.

Days of the outbox and weeks of the inbox are added ahead by CREATE, then ATTACH, which disturbs
nobody, and dropped by plain DETACH and DROP under a short lock time-out: where readers are in the
way, the next hour tries again. There is no DEFAULT partition: with one, a day could not be added
once it held rows of that day.
"""

# The planner may ask it of any table's name before it looks whose partition that is.
_BEGINS = """
create or replace function @schema.begins(name name) returns date
language sql stable as $$
    select case when name ~ '^(outbox|inbox)_[0-9]{8}$'
                then to_date(right(name::text, 8), 'YYYYMMDD') end
$$
"""

ADD_DAYS = """
create or replace function add_days(ahead int) returns void
language plpgsql security definer set search_path = bus, pg_catalog set timezone = 'UTC' as $$
declare
    day date;
    child text;
begin
    perform pg_advisory_xact_lock(hashtext('goodword days'));
    for day in select generate_series(
        current_date - 1, current_date + least(ahead, 60), interval '1 day')::date
    loop
        child := 'outbox_' || to_char(day, 'YYYYMMDD');
        continue when to_regclass('bus.' || child) is not null;
        execute format('create table bus.%I (like bus.outbox including all)', child);
        execute format(
            'alter table bus.outbox attach partition bus.%I for values from (%L) to (%L)',
            child, day::timestamptz, (day + 1)::timestamptz);
    end loop;
end $$
"""

DAYS_AHEAD = """
create or replace function days_ahead() returns int
language sql stable security definer set search_path = bus, pg_catalog set timezone = 'UTC' as $$
    select coalesce(max(bus.begins(c.relname)) - current_date, -1)
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'bus.outbox'::regclass
$$
"""

DROP_DAYS = """
create or replace function drop_days(keep int, transport text) returns int
language plpgsql security definer set search_path = bus, pg_catalog set timezone = 'UTC' as $$
declare
    child text;
    unread boolean;
    dropped int := 0;
    groups text[] := case transport
        when 'log' then array['referral-api', 'rewards-worker', 'notifier']
        when 'kafka' then array['kafka-relay'] end;
begin
    -- Any service may ask, so none is believed: yesterday stays, and so does what is unread.
    if groups is null or keep < 1 then
        raise exception 'the log keeps at least a day, for the readers of log or kafka';
    end if;
    perform set_config('lock_timeout', '200ms', true);
    for child in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'bus.outbox'::regclass
          and bus.begins(c.relname) < current_date - keep
        order by c.relname
    loop
        execute format(
            'select exists (select 1 from bus.%I d join bus.reader r on r.part = d.part
             where r.grp = any($1) and (d.tx_id, d.id) > (r.tx_id, r.id))', child)
        into unread using groups;
        exit when unread;
        begin
            execute format('alter table bus.outbox detach partition bus.%I', child);
            execute format('drop table bus.%I', child);
            dropped := dropped + 1;
        exception when lock_not_available then
            exit;
        end;
    end loop;
    return dropped;
end $$
"""

OLDEST_WRITER = """
create or replace function oldest_writer_s() returns float8
language sql stable security definer set search_path = bus, pg_catalog as $$
    select coalesce(extract(epoch from max(now() - xact_start)), 0)::float8
    from pg_stat_activity where backend_xid is not null
$$
"""

ERASE_EVENTS = """
create or replace function erase_events(of_business uuid, of_keys text[]) returns int
language plpgsql volatile security definer set search_path = bus, pg_catalog as $$
declare
    erased int;
begin
    if not coalesce(of_business = any(
            nullif(current_setting('goodword.businesses', true), '')::uuid[]), false) then
        raise exception 'only events of a business that the transaction works for are erased';
    end if;
    update bus.outbox set data = '{"erased": true}'
    where topic = 'people' and key = any(of_keys) and business_id = of_business
      and type like 'goodword.person-changed.%' and not data @> '{"erased": true}';
    get diagnostics erased = row_count;
    return erased;
end $$
"""
"""The log's only update. What was said of persons is overwritten, and nothing else ever is: that
they are erased stays, and so does all that carries no personal data."""

SEED_READERS = """
insert into bus.reader (grp, part)
select grp, part
from unnest(array['referral-api', 'rewards-worker', 'notifier', 'kafka-relay']) grp,
     generate_series(0, 15) part
on conflict do nothing
"""
"""A group that has never read holds every day back, so none may be missing."""

BUS_FUNCTIONS = (
    _BEGINS.replace("@schema", "bus"),
    ADD_DAYS,
    DAYS_AHEAD,
    DROP_DAYS,
    OLDEST_WRITER,
    ERASE_EVENTS,
    "select bus.add_days(14)",
    SEED_READERS,
)

_FIRST_ID = """
create or replace function @schema.first_id(day date) returns uuid
language sql immutable as $$
    select rpad(lpad(to_hex((extract(epoch from day) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$
"""

_ADD_WEEKS = """
create or replace function add_inbox_weeks(behind int, ahead int) returns void
language plpgsql security definer set search_path = @schema, pg_catalog set timezone = 'UTC' as $$
declare
    week date;
    child text;
begin
    perform pg_advisory_xact_lock(hashtext('goodword weeks @schema'));
    for week in select generate_series(
        date_trunc('week', current_date) - least(behind, 60) * interval '7 days',
        date_trunc('week', current_date) + least(ahead, 60) * interval '7 days',
        interval '7 days')::date
    loop
        child := 'inbox_' || to_char(week, 'YYYYMMDD');
        continue when to_regclass('@schema.' || child) is not null;
        execute format('create table @schema.%I (like @schema.inbox including all)', child);
        execute format(
            'alter table @schema.inbox attach partition @schema.%I for values from (%L) to (%L)',
            child, @schema.first_id(week), @schema.first_id(week + 7));
    end loop;
end $$
"""


_DROP_WEEKS = """
create or replace function drop_inbox_weeks(keep int) returns int
language plpgsql security definer set search_path = @schema, pg_catalog set timezone = 'UTC' as $$
declare
    child text;
    dropped int := 0;
begin
    perform set_config('lock_timeout', '200ms', true);
    for child in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = '@schema.inbox'::regclass
          and @schema.begins(c.relname)
              < date_trunc('week', current_date) - keep * interval '7 days'
    loop
        begin
            execute format('alter table @schema.inbox detach partition @schema.%I', child);
            execute format('drop table @schema.%I', child);
            dropped := dropped + 1;
        exception when lock_not_available then
            exit;
        end;
    end loop;
    return dropped;
end $$
"""


def consumer_functions(schema: str) -> tuple[str, ...]:
    """The functions that make and drop the weeks of a service's inbox, and a first run of them.

    Ids are UUIDv7, so a range of ids is a range of time. Thirteen weeks are kept: longer than Kafka
    keeps what might come again.
    """
    made = (_BEGINS, _FIRST_ID, _ADD_WEEKS, _DROP_WEEKS, "select @schema.add_inbox_weeks(13, 8)")
    return tuple(statement.replace("@schema", schema) for statement in made)
