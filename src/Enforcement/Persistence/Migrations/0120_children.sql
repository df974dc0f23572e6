-- Workflows that the workflow of a case has started: instances of their own, of the same case. The case's instance row stays the lock of all.

create table children (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    parent_id uuid,                            -- the child that started it; null: the case's own instance
    parent_bookmark integer,                   -- where its parent waits for it; null: it does not
    child_key text not null,                   -- the run of the step that started it
    depth smallint not null,                   -- 1: started by the case's own instance
    definition_version_id text not null references workflow_definitions (id),
    status text not null,                      -- running | finished
    sub_status text not null,                  -- suspended | finished | cancelled | faulted
    state bytea not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id)
) with (fillfactor = 60);
alter table children alter column state set storage external;
create index children_running on children (county_code, case_id) where status = 'running';
call guard.protect('children', 'case_id');
revoke delete on children from enforcement_app;

-- Bookmarks are numbered within one instance: a timer says whose it is. Zero: the case's own.
alter table timers add column child_id uuid not null default '00000000-0000-0000-0000-000000000000';
alter table timers drop constraint timers_pkey;
alter table timers add primary key (county_code, case_id, child_id, bookmark);
