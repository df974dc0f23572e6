-- Workflow admins draw definitions in the designer. One draft of each; what is to be published is frozen in a request that a second admin decides.

-- The publisher of a version that did not come with the service; a file of a later release does not push it aside.
alter table workflow_definitions add column published_by uuid;
create index workflow_definitions_versions on workflow_definitions (definition_id, version desc);

create table workflow_drafts (
    definition_id text primary key,
    name text not null,
    content text not null,                     -- Elsa 3 JSON; text and not jsonb: what an admin drew is kept as it came
    revision integer not null,                 -- counts saves; travels in the draft's id, so that one who draws on an old one is told
    taken_at integer not null,                 -- the revision with which edited_by began
    edited_by uuid not null,
    edited_at timestamptz not null,
    created_at timestamptz not null
);

create table workflow_publications (
    id uuid primary key,
    definition_id text not null,
    name text not null,
    content text not null,                     -- frozen: what was asked for is what is published
    draft_revision integer not null,
    base_version_id text references workflow_definitions (id),  -- published when it was asked for; null: none was
    state text not null,                       -- asked | approved (waits for its day) | published | declined | withdrawn
    asked_by uuid not null,
    asked_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    effective_on date,                         -- the first day on which new cases begin on it
    note text,                                 -- why it was declined
    urgent_reason text,                        -- published by one person alone, and why
    reviewed_by uuid,
    reviewed_at timestamptz,
    review_note text,
    version_id text references workflow_definitions (id),
    published_at timestamptz
);
create unique index workflow_publications_open on workflow_publications (definition_id) where state in ('asked', 'approved');
create unique index workflow_publications_version on workflow_publications (version_id);
create index workflow_publications_list on workflow_publications (asked_at desc, id desc);
create index workflow_publications_due on workflow_publications (effective_on) where state = 'approved';
create index workflow_publications_unreviewed on workflow_publications (published_at) where urgent_reason is not null and reviewed_at is null;
revoke delete on workflow_publications from enforcement_app;

-- Of no county and of no case: whoever the service has let in as a workflow admin.
alter table workflow_drafts enable row level security;
create policy sealed on workflow_drafts using ((select guard.is_sealed()));
alter table workflow_publications enable row level security;
create policy sealed on workflow_publications using ((select guard.is_sealed()));

-- How many cases run on a version, or on any of a definition: also those that the scope does not see, because none of them may lose its flow.
create function guard.cases_on(of_version text, of_definition text) returns bigint
    language sql stable security definer set search_path = public, pg_catalog
as $$
    select count(*) from instances n
    where n.status = 'running'
        and (n.definition_version_id = of_version
            or n.definition_version_id in (select id from workflow_definitions where definition_id = of_definition))
$$;
grant execute on function guard.cases_on(text, text) to enforcement_app;
