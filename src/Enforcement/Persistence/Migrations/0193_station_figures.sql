-- The figures of a station are one truth for all that may read them: counted over everything that was asked of it, also by a body whose operations
-- the reader does not see. Security definer, so it says itself who reads: the station, the township that commands it, the department that owns it,
-- and whoever supervises its region.
create function guard.station_figures(stations text[], since timestamptz, until timestamptz, now_at timestamptz)
    returns table (
        station text, asked integer, on_time integer, late integer, refused integer, absent integer, average_hours numeric, late_days integer)
    language sql stable security definer set search_path = public, pg_catalog
as $$
    with readable as (
        select o.code from organizations o
        where o.code = any (stations)
            and (guard.sees_all()
                or o.code = any (guard.organizations())
                or o.command_line = any (guard.organizations())
                or o.owning_line = any (guard.organizations())
                or exists (select from unnest(guard.regions()) region where starts_with(o.region, region)))),
    asked as (
        select d.station, d.issued_at as asked_at, d.due_at, d.answered_at, d.state = 'refused' as refused, false as absent
        from station_directives d join readable on readable.code = d.station
        where d.issued_at >= since and d.issued_at < until and d.state <> 'withdrawn'
        union all
        select c.body, c.called_at, c.due_at, c.answered_at, coalesce((c.answer ->> 'isComing')::boolean = false, false), c.absence is not null
        from joint_calls c join readable on readable.code = c.body
        join joint_operations o on o.county_code = c.county_code and o.id = c.operation_id
        where c.called_at >= since and c.called_at < until and c.capacity = 'called' and o.state <> 'cancelled')
    select a.station, count(*)::int,
        count(*) filter (where a.answered_at < a.due_at)::int,
        count(*) filter (where a.answered_at >= a.due_at or a.answered_at is null and a.due_at <= now_at)::int,
        count(*) filter (where a.refused)::int,
        count(*) filter (where a.absent)::int,
        round((avg(extract(epoch from a.answered_at - a.asked_at)) / 3600)::numeric, 1),
        coalesce(sum(ceil(extract(epoch from coalesce(a.answered_at, now_at) - a.due_at) / 86400))
            filter (where coalesce(a.answered_at, now_at) >= a.due_at), 0)::int
    from asked a
    group by a.station
$$;
revoke execute on function guard.station_figures(text[], timestamptz, timestamptz, timestamptz) from public;
grant execute on function guard.station_figures(text[], timestamptz, timestamptz, timestamptz) to enforcement_app;
