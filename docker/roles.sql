-- The two roles of Enforcement, and the database that one of them owns. Run once by a superuser, connected to the new database:
--
--   createdb enforcement
--   psql -d enforcement -v ON_ERROR_STOP=1 -f roles.sql
--   psql -d enforcement -c '\password enforcement_owner' -c '\password enforcement_app'
--
-- enforcement_owner migrates and owns every table and Hangfire's schema. enforcement_app is what the service works as: it owns nothing and
-- row-level security binds it. The private PostgreSQL of a trial runs this same file. It may run again.

do $$
begin
    if not exists (select from pg_roles where rolname = 'enforcement_owner') then
        create role enforcement_owner;
    end if;
    if not exists (select from pg_roles where rolname = 'enforcement_app') then
        create role enforcement_app;
    end if;
end
$$;

alter role enforcement_owner login nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
alter role enforcement_app login nosuperuser nobypassrls nocreatedb nocreaterole noreplication;

-- A transaction that was forgotten holds the lock of a case, and its old snapshot makes each sweep read what has long been done.
alter role enforcement_app set idle_in_transaction_session_timeout = '60s';

do $$
begin
    execute format('alter database %I owner to enforcement_owner', current_database());
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to enforcement_app', current_database());
end
$$;
