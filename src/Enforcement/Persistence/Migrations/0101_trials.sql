-- Trial runs of workflows: no case, no number, no letter; removed a day after they were last used.
-- What a trial keeps is text and not jsonb: a script may write what jsonb refuses.

create table trials (
    id uuid primary key,
    organization text not null,                -- the body of the workflow admin who started it
    started_by uuid not null,
    started_at timestamptz not null,
    used_at timestamptz not null,              -- started or answered last
    definition_id text not null,
    name text not null,
    version integer,                           -- null: a draft, kept whole
    version_id text references workflow_definitions (id) on delete cascade,
    draft text,
    status text not null,                      -- running | closed | finished | cancelled | faulted
    state bytea not null,
    record text not null,                      -- facts, waits, log, lines, what would have happened: JSON
    check ((version_id is null) <> (draft is null))
);
create index trials_list on trials (organization, used_at desc, id desc);
create index trials_used on trials (used_at);

alter table trials enable row level security;
create policy own on trials using (
    (select guard.sees_all())
    or organization = any ((select guard.organizations())::text[]));
