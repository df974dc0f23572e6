-- Row-level security asked for the seal of the scope up to ten times in each statement: each policy asks for three parts of the scope, the
-- policy of case_sight below it for three more, and an update asks both what it may read and what it may write. It was most of what a step cost.
-- What is protected stays the same; how often it is asked changes:
--   the parts of the scope are plain expressions over one function that proves the seal, so they cost no call of their own;
--   a policy looks for the sight of one's own organisations first, which is nearly always the answer;
--   it looks through a view that shows nothing but that sight, so the policy of case_sight is not asked again below it.

-- In PL/pgSQL, because a session keeps its plan: PostgreSQL before 18 plans the body of an SQL function anew in every statement.
create or replace function guard.sealed_scope() returns text[]
    language plpgsql stable parallel safe security definer
    set search_path = pg_catalog
as $$
declare
    scope constant text := current_setting('app.scope', true);
begin
    return (
        select string_to_array(scope, '|') from guard.secret
        where scope <> '' and current_setting('app.seal', true)
            = encode(sha256(value || sha256(value || convert_to(pg_backend_pid()::text || '|' || scope, 'UTF8'))), 'hex'));
end
$$;

create or replace function guard.sees_all() returns boolean
    language sql stable parallel safe
    return coalesce((guard.sealed_scope())[1] = '*', false);

create or replace function guard.organizations() returns text[]
    language sql stable parallel safe
    return coalesce(string_to_array(nullif((guard.sealed_scope())[2], ''), ','), '{}');

create or replace function guard.regions() returns text[]
    language sql stable parallel safe
    return coalesce(string_to_array(nullif((guard.sealed_scope())[3], ''), ','), '{}');

-- It reads as its owner. A barrier: no function of a curious session is called on rows that the seal does not open.
create view guard.own_sight with (security_barrier) as
select county_code, case_id from case_sight where viewer_org = any ((select guard.organizations())::text[]);
grant select on guard.own_sight to enforcement_app;

-- May be called again for a table that is protected already.
create or replace procedure guard.protect(target regclass, case_column text)
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('drop policy if exists seen on %s', target);
    -- Offset 0: one look into an index for each row, never all that a large organisation sees read into a hash for one row.
    execute format(
        $policy$
        create policy seen on %1$s using (
            exists (select from guard.own_sight s where s.county_code = %1$s.county_code and s.case_id = %1$s.%2$I offset 0)
            or (select guard.sees_all())
            or guard.region_in_scope(county_code, (select guard.regions())))
        $policy$, target, case_column);
end
$$;

call guard.protect('cases', 'id');
call guard.protect('case_parties', 'case_id');
call guard.protect('case_participants', 'case_id');
call guard.protect('case_holdings', 'case_id');
call guard.protect('journal', 'case_id');
call guard.protect('instances', 'id');
call guard.protect('incidents', 'case_id');
call guard.protect('timers', 'case_id');
call guard.protect('tasks', 'case_id');
call guard.protect('clocks', 'case_id');
call guard.protect('ladder_rungs', 'case_id');
call guard.protect('documents', 'case_id');
call guard.protect('escalations', 'case_id');
