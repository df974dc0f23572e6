-- Duty admission 职责准入: the dated list of what may be handed down, the requests that put an item on it, the tasks handed down under it, and what
-- does not fit. Nothing here belongs to a case. Seen by the bodies that a row names and by whoever supervises the region.

-- The list itself is reference data: everybody reads it. Rows come with an imported list, or with a decision on a request.
create table duty_items (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null,
    level text not null check (level in ('township', 'village')),
    title_zh text not null,
    title_en text not null,
    department text not null,                  -- function, such as agriculture
    scope text not null check (scope ~ '^(\*|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$'),
    kinds text[] not null,
    result text not null check (result in ('action', 'report', 'record')),
    basis text not null,
    -- What came with it; empty: none, which is a gap.
    people text not null,
    money text not null,
    technology text not null,
    port text not null,
    admitted_from date not null,
    admitted_to date,
    document text not null,
    admission uuid,                            -- the request that was decided; null: it came with a list
    check (admitted_to >= admitted_from),
    check (import_id is not null or admission is not null)
);
create unique index duty_items_current on duty_items (row_key) where superseded_by is null;
create index duty_items_code on duty_items (code) where superseded_by is null;
revoke update, delete on duty_items from enforcement_app;
grant update (superseded_by) on duty_items to enforcement_app;

create table admissions (
    county_code text not null,
    id uuid not null,
    number text not null,                      -- 望农准入〔2026〕1号, of the department's series
    department_org text not null references organizations,
    bodies text[] not null,                    -- who sees it: the department, the townships, the two reviewers, the government
    draft jsonb not null,
    drafted jsonb not null,
    opinions jsonb not null,
    reviews jsonb not null,
    decision jsonb,
    withdrawal jsonb,
    state text not null check (state in ('opinions', 'reviews', 'decision', 'admitted', 'refused', 'withdrawn')),
    event_seq integer not null,
    event_head bytea not null,
    primary key (county_code, id),
    check ((state in ('admitted', 'refused')) = (decision is not null)),
    -- No decision without both reviews, and an opinion of every township before them: whatever the program says.
    check (decision is null or jsonb_array_length(reviews) = 2),
    check (jsonb_array_length(reviews) = 0 or jsonb_array_length(opinions) = jsonb_array_length(draft -> 'townships'))
);
create index admissions_newest on admissions (id desc);
alter table admissions enable row level security;
create policy seen on admissions using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or bodies && ((select guard.organizations())::text[])
);
revoke update, delete on admissions from enforcement_app;
grant update (opinions, reviews, decision, withdrawal, state, event_seq, event_head) on admissions to enforcement_app;

-- A 24-hour pass 临时通行 for what is not admitted: one for an item and a township in thirty days, whoever asks.
create table duty_passes (
    county_code text not null,
    id uuid not null,
    number text not null,
    item_key text not null,                    -- its title or the words that were typed, spaced and written in one way
    item_title text not null,
    issuer_org text not null references organizations,
    township text not null references organizations,
    bodies text[] not null,
    reason text not null,
    granted jsonb not null,
    granted_at timestamptz not null,
    expires_at timestamptz not null,           -- from this instant on it is none
    bars_until timestamptz not null,           -- before this instant there is no second one
    primary key (county_code, id),
    constraint duty_passes_once exclude using gist
        (county_code with =, township with =, item_key with =, tstzrange(granted_at, bars_until) with &&)
);
alter table duty_passes enable row level security;
create policy seen on duty_passes using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or bodies && ((select guard.organizations())::text[])
);
revoke update, delete on duty_passes from enforcement_app;

create table duty_tasks (
    county_code text not null,
    id uuid not null,
    number text not null,                      -- 望农交〔2026〕1号, of the issuer's series
    level text not null check (level in ('township', 'village')),
    issuer_org text not null references organizations,
    township text not null references organizations,
    village text,                              -- name of the village of that township, where the township hands on
    bodies text[] not null,
    item_key text not null,
    item_title text not null,
    title text not null,
    content text not null,
    result text not null check (result in ('action', 'report', 'record')),
    due_on date not null,
    pass_id uuid,
    expires_at timestamptz,                    -- of the pass
    dispatched jsonb not null,
    dispatched_at timestamptz not null,
    taken jsonb,
    done jsonb,
    refusal jsonb,
    lapsed_at timestamptz,
    state text not null check (state in ('sent', 'taken', 'done', 'refused', 'lapsed')),
    event_seq integer not null,
    event_head bytea not null,
    primary key (county_code, id),
    foreign key (county_code, pass_id) references duty_passes (county_code, id) deferrable initially deferred,
    check ((level = 'village') = (village is not null)),
    check ((pass_id is null) = (expires_at is null)),
    check (state <> 'lapsed' or pass_id is not null)
);
create index duty_tasks_newest on duty_tasks (id desc);
create index duty_tasks_refused on duty_tasks (county_code, issuer_org) where state = 'refused';
create index duty_tasks_lapsing on duty_tasks (expires_at) where state in ('sent', 'taken') and expires_at is not null;
alter table duty_tasks enable row level security;
create policy seen on duty_tasks using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or bodies && ((select guard.organizations())::text[])
);
revoke update, delete on duty_tasks from enforcement_app;
grant update (taken, done, refusal, lapsed_at, state, event_seq, event_head) on duty_tasks to enforcement_app;

-- "This rule does not fit" 规则不适用: what a township reports, and what the county answers.
create table misfits (
    county_code text not null,
    id uuid not null,
    number text not null,
    township text not null references organizations,
    subject text not null check (subject in ('item', 'matter', 'deadline-rule', 'form')),
    subject_code text not null,
    report text not null,
    filed jsonb not null,
    answer jsonb,
    state text not null check (state in ('open', 'answered')),
    event_seq integer not null,
    event_head bytea not null,
    primary key (county_code, id),
    check ((state = 'answered') = (answer is not null))
);
create index misfits_newest on misfits (id desc);
alter table misfits enable row level security;
create policy seen on misfits using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or township = any ((select guard.organizations())::text[])
);
revoke update, delete on misfits from enforcement_app;
grant update (answer, state, event_seq, event_head) on misfits to enforcement_app;

-- Who did what, when: append-only, one hash chain for each request, task and report, as the journal of a case.
create table duty_events (
    county_code text not null,
    subject_id uuid not null,
    seq integer not null,
    at timestamptz not null,
    content text not null,
    content_version smallint not null,
    hash_function text not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (county_code, subject_id, seq)
);
alter table duty_events enable row level security;
create policy seen on duty_events using (
    exists (select from admissions a where a.county_code = duty_events.county_code and a.id = duty_events.subject_id)
    or exists (select from duty_tasks t where t.county_code = duty_events.county_code and t.id = duty_events.subject_id)
    or exists (select from misfits m where m.county_code = duty_events.county_code and m.id = duty_events.subject_id)
);
revoke update, delete on duty_events from enforcement_app;
