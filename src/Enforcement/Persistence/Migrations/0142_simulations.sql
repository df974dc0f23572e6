-- Recorded cases are run again in memory on a draft, to see what it would change. Nothing of a case is written; only how far it has come, and what was
-- found.

create table workflow_simulations (
    id uuid primary key,
    region text not null,                      -- of who asked: county 6, city 4, province 2 digits
    definition_id text not null,
    name text not null,
    content text not null,                     -- frozen: the draft may go on
    cases_of text not null,                    -- the definition whose cases are run again: its own, or the one whose place it is to take
    one_of integer not null,                   -- one case of so many; 1: all
    asked_by uuid not null,
    asked_at timestamptz not null,
    state text not null,                       -- running | done | cancelled
    total integer not null,                    -- cases chosen when it was asked for
    looked integer not null,
    last_case uuid,                            -- goes on behind it, in the order of county and id
    result jsonb not null,
    changed_at timestamptz not null
);
create index workflow_simulations_of on workflow_simulations (definition_id, asked_at desc, id desc);
create index workflow_simulations_due on workflow_simulations (asked_at, id) where state = 'running';
create index workflow_simulations_old on workflow_simulations (changed_at);
create unique index workflow_simulations_one on workflow_simulations (definition_id, region) where state = 'running';

-- Whoever sees the whole region sees what was found in it.
alter table workflow_simulations enable row level security;
create policy seen on workflow_simulations using (
    (select guard.sees_all()) or guard.region_in_scope(region, (select guard.regions()))
);
