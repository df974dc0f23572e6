-- Which case takes which definition: a dated table that workflow admins change by four eyes. A case takes the row of the day on which it opens.

-- Comes with every PostgreSQL (contrib) and is trusted: the owner of a database may create it.
create extension if not exists btree_gist;

create table workflow_binding_changes (
    id uuid primary key,
    procedure text not null,
    level text not null check (level in ('township', 'county')),
    field text,
    county text,
    definition_id text,                        -- null: from then on no exception for this scope
    from_day date not null,
    state text not null,                       -- asked | approved | declined | withdrawn
    asked_by uuid not null,
    asked_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    note text                                  -- why it was declined
);
create index workflow_binding_changes_list on workflow_binding_changes (asked_at desc, id desc);
revoke delete on workflow_binding_changes from enforcement_app;

create table workflow_bindings (
    id uuid primary key,                       -- of the change that made it; what came with the service has one of its own
    procedure text not null,
    level text not null check (level in ('township', 'county')),
    field text,                                -- of the matter; null: any
    county text check (county ~ '^[0-9]{6}$'), -- null: any
    definition_id text not null,
    from_day date not null,
    until_day date check (until_day > from_day),  -- exclusive; null: until further notice
    ended_by uuid references workflow_binding_changes (id),
    constraint workflow_bindings_one_at_a_time exclude using gist (
        procedure with =, level with =, coalesce(field, '') with =, coalesce(county, '') with =, daterange(from_day, until_day) with &&
    )
);
create index workflow_bindings_definition on workflow_bindings (definition_id);
revoke update on workflow_bindings from enforcement_app;
grant update (until_day, ended_by) on workflow_bindings to enforcement_app;

-- What cases open on is read like the definitions themselves; it is changed by whoever the service has let in as a workflow admin.
alter table workflow_bindings enable row level security;
create policy readable on workflow_bindings for select using (true);
create policy sealed on workflow_bindings using ((select guard.is_sealed()));
alter table workflow_binding_changes enable row level security;
create policy sealed on workflow_binding_changes using ((select guard.is_sealed()));

-- As the service has done until now, from the first day of the Administrative Penalty Law of 2021.
insert into workflow_bindings (id, procedure, level, definition_id, from_day) values
    ('017aa5bf-1000-7000-8000-000000000001', 'ordinary', 'township', 'township-case', '2021-07-15'),
    ('017aa5bf-1000-7000-8000-000000000002', 'ordinary', 'county', 'county-case', '2021-07-15');
