-- Who is asking, as PostgreSQL believes it.
--
-- The service states the scope of the acting person with every batch, transaction-local:
--   app.scope = '<*|->|<organisation>,<organisation>,…|<region>,<region>,…'
--   app.seal  = hex(sha256(secret || sha256(secret || backend pid || '|' || scope)))
-- Row-level security believes a scope only when its seal fits. The secret is known to the service and to the function below;
-- enforcement_app cannot read it, so SQL smuggled into a session cannot widen what that session sees, and a seal copied
-- from one connection is worth nothing on another.

create schema guard;

create table guard.secret (
    only_one boolean primary key default true check (only_one),
    value bytea not null
);

-- Default privileges have just let the service read it.
revoke all on guard.secret from enforcement_app;

create function guard.sealed_scope() returns text[]
    language sql stable parallel safe security definer
    set search_path = pg_catalog
as $$
    select string_to_array(scope, '|')
    from (select nullif(current_setting('app.scope', true), '') as scope) given, guard.secret
    where current_setting('app.seal', true)
        = encode(sha256(value || sha256(value || convert_to(pg_backend_pid()::text || '|' || scope, 'UTF8'))), 'hex')
$$;

-- Each is asked once per statement: policies call them inside a scalar sub-select, which the planner turns into a constant.
create function guard.sees_all() returns boolean
    language sql stable parallel safe security definer set search_path = pg_catalog
    as $$ select coalesce((guard.sealed_scope())[1] = '*', false) $$;

create function guard.organizations() returns text[]
    language sql stable parallel safe security definer set search_path = pg_catalog
    as $$ select coalesce(string_to_array(nullif((guard.sealed_scope())[2], ''), ','), '{}') $$;

create function guard.regions() returns text[]
    language sql stable parallel safe security definer set search_path = pg_catalog
    as $$ select coalesce(string_to_array(nullif((guard.sealed_scope())[3], ''), ','), '{}') $$;

-- A write that must hit its row fails by itself on none, because the commit travels in the same batch.
create function guard.must_hit(hits bigint, what text) returns void
    language plpgsql immutable
as $$
begin
    if hits <> 1 then
        raise exception 'a write of % hit % rows instead of one', what, hits using errcode = 'P0002';
    end if;
end
$$;

grant usage on schema guard to enforcement_app;
grant execute on all functions in schema guard to enforcement_app;
