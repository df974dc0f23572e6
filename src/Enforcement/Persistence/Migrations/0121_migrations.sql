-- Running cases are led over to the published version of their definition: a plan that one workflow admin asks for and another approves, a sweep that
-- moves the cases one by one, and a ledger of what became of each, with the state it had before.

create table workflow_migrations (
    id uuid primary key,
    region text not null,                      -- of who asked: county 6, city 4, province 2 digits
    definition_id text not null,
    from_version_id text not null references workflow_definitions (id),
    to_version_id text not null references workflow_definitions (id),
    nodes jsonb not null,                      -- by hand: id of a node there -> id of one here
    reason text not null,
    state text not null,                       -- asked | declined | withdrawn | approved | paused | cancelled | done | undoing | undone
    asked_by uuid not null,
    asked_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    note text,                                 -- why it was declined
    changed_by uuid,                           -- who paused, resumed, cancelled or undid it last; null: the service, when it came to its end
    changed_at timestamptz
);
create index workflow_migrations_asked on workflow_migrations (asked_at desc, id desc);
create index workflow_migrations_due on workflow_migrations (decided_at, id) where state in ('approved', 'undoing');
create unique index workflow_migrations_open on workflow_migrations (from_version_id, region)
    where state in ('asked', 'approved', 'paused', 'undoing');
revoke delete on workflow_migrations from enforcement_app;

-- Whoever sees the whole region sees its plans.
alter table workflow_migrations enable row level security;
create policy seen on workflow_migrations using (
    (select guard.sees_all()) or guard.region_in_scope(region, (select guard.regions()))
);

-- Whether cases of the region are, or are to be, led away from the version already, by a plan for it, for a part of it or for a larger one, which the
-- scope need not see.
create function guard.is_led_over(of_version text, in_region text) returns boolean
    language sql stable security definer set search_path = public, pg_catalog
as $$
    select exists (
        select from workflow_migrations
        where from_version_id = of_version and state in ('asked', 'approved', 'paused', 'undoing')
            and (left(region, length(in_region)) = in_region or left(in_region, length(region)) = region))
$$;
grant execute on function guard.is_led_over(text, text) to enforcement_app;

create table migrated_cases (
    county_code text not null,
    case_id uuid not null,
    migration_id uuid not null references workflow_migrations (id),
    state text not null,                       -- moved | refused | undone | kept (was to be undone, and had gone on)
    code text,                                 -- why it was refused or kept
    findings jsonb not null,                   -- reasons or notes: code, nodeId, detail
    at timestamptz not null,
    state_before bytea,                        -- of the flow, in the version left
    version_after integer,                     -- count of steps right after: another one there now means that the case has gone on
    undone_by uuid,
    undone_at timestamptz,
    primary key (county_code, case_id, migration_id),
    foreign key (county_code, case_id) references cases (county_code, id)
);
alter table migrated_cases alter column state_before set storage external;
create index migrated_cases_ledger on migrated_cases (migration_id, county_code, case_id);
call guard.protect('migrated_cases', 'case_id');
revoke delete on migrated_cases from enforcement_app;

-- The cases of a version. Not over running ones only: the last step of a case would then leave its page (no HOT update).
create index instances_of_version on instances (definition_version_id, county_code, id);
