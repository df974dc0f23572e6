-- The case file and what the step (one transaction, two round trips) moves with it.
-- Key of every table of a case: (county_code, id). The county never changes; ids are UUIDv7 and carry it.

create table cases (
    county_code text not null,
    id uuid not null,
    number text not null,                      -- register number, stable, unique in the installation, no slash
    kind text not null,                        -- township | county
    owner_org text not null,
    handler_org text not null,                 -- who has it now; differs from the owner after a transfer
    origin_case_id uuid,                       -- the sender's case, for a case that a letter opened
    origin_county_code text,
    finding_id uuid,
    title text not null,
    matter_code text not null,
    matter_version integer not null,
    violation_on date not null,
    procedure text not null,                   -- ordinary | summary
    intent text not null,                      -- file | transfer
    officers uuid[] not null,                  -- the two who handle it
    stage text not null,
    state text not null,                       -- open | closed
    outcome text,                              -- how it ended
    filing_number text,
    data jsonb not null,                       -- what the tasks and documents learned; read by expressions as Case.…
    opened_at timestamptz not null,
    stage_since timestamptz not null,
    closed_at timestamptz,
    primary key (county_code, id)
) with (fillfactor = 80);

create unique index cases_number on cases (number);
create index cases_owner on cases (county_code, owner_org, opened_at desc, id desc);

create table case_officers (
    county_code text not null,
    case_id uuid not null,
    person_id uuid not null,
    from_at timestamptz not null,
    to_at timestamptz,
    primary key (county_code, case_id, person_id, from_at),
    foreign key (county_code, case_id) references cases (county_code, id)
);

create table case_parties (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    ordinal smallint not null,
    kind text not null,                        -- person | unit | unknown
    name text not null,
    id_number text,
    phone text,
    address text,
    representative text,
    from_at timestamptz not null,
    to_at timestamptz,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id)
);
create index case_parties_case on case_parties (county_code, case_id);

create table case_participants (
    county_code text not null,
    case_id uuid not null,
    organization text not null,
    capacity text not null,                    -- owner | handler | sender | reviewer | helper | guide | supervisor
    from_at timestamptz not null,
    to_at timestamptz,
    primary key (county_code, case_id, organization, capacity, from_at),
    foreign key (county_code, case_id) references cases (county_code, id)
);

-- Who may see a case: one row per organisation that takes part. Written in the step, read by every policy and list.
create table case_sight (
    viewer_org text not null,
    county_code text not null,
    case_id uuid not null,
    since timestamptz not null,
    primary key (viewer_org, county_code, case_id)
);
create index case_sight_case on case_sight (county_code, case_id);

-- Who held the case, and therefore whom a delay is charged to.
create table case_holdings (
    county_code text not null,
    case_id uuid not null,
    seq integer not null,
    organization text not null,
    role text,
    person_id uuid,
    kind text not null,                        -- handling | approval | review | party | receiver | paused
    from_at timestamptz not null,
    to_at timestamptz,
    primary key (county_code, case_id, seq),
    foreign key (county_code, case_id) references cases (county_code, id)
);

-- Append-only, one hash chain per case; the head stands on the instance row.
create table journal (
    county_code text not null,
    case_id uuid not null,
    seq integer not null,
    at timestamptz not null,
    content text not null,                     -- canonical JSON, exactly what was hashed
    content_version smallint not null,
    hash_function text not null,               -- sha-256 | sm3
    prev_hash bytea not null,
    hash bytea not null,
    primary key (county_code, case_id, seq),
    foreign key (county_code, case_id) references cases (county_code, id)
);

-- Official numbers: one counter per organisation, document word and year. Drawn in the step, locked last, never reused.
create table number_series (
    organization text not null,
    word text not null,
    year integer not null,
    last integer not null,
    primary key (organization, word, year)
);

create table numbers (
    organization text not null,
    word text not null,
    year integer not null,
    n integer not null,
    county_code text not null,
    case_id uuid,
    text text not null,                        -- 望靖罚〔2026〕12号
    subject text not null,                     -- what it was drawn for
    drawn_at timestamptz not null,
    voided_at timestamptz,
    void_reason text,
    primary key (organization, word, year, n)
);
create unique index numbers_text on numbers (text);

-- Processes -------------------------------------------------------------------------------------------------

create table workflow_definitions (
    id text primary key,                       -- the version row; instances stay on it
    definition_id text not null,
    version integer not null,
    name text not null,
    content text not null,                     -- Elsa 3 JSON
    content_hash bytea not null,
    is_published boolean not null,
    created_at timestamptz not null,
    published_at timestamptz,
    unique (definition_id, version)
);
create unique index workflow_definitions_published on workflow_definitions (definition_id) where is_published;

-- The instance that carries a case has the case's own id. Its row is the lock of the step, taken alone and first.
create table instances (
    county_code text not null,
    id uuid not null,
    definition_version_id text not null references workflow_definitions (id),
    status text not null,                      -- running | finished
    sub_status text not null,                  -- suspended | finished | cancelled | faulted
    version integer not null,                  -- counts steps
    state bytea not null,
    journal_seq integer not null,
    journal_head bytea not null,
    holding_seq integer not null,
    incident_count integer not null,
    primary key (county_code, id),
    foreign key (county_code, id) references cases (county_code, id) deferrable initially deferred
) with (fillfactor = 60);
alter table instances alter column state set storage external;

create table incidents (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    node_id text not null,
    activity_type text not null,
    message text not null,
    at timestamptz not null,
    resolved_at timestamptz,
    resolution text,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id)
);
create index incidents_case on incidents (county_code, case_id);

create table timers (
    county_code text not null,
    case_id uuid not null,
    bookmark integer not null,
    due_at timestamptz not null,
    primary key (county_code, case_id, bookmark),
    foreign key (county_code, case_id) references cases (county_code, id)
);
create index timers_due on timers (due_at, county_code, case_id);

-- Effects on another case, on people and on the outside: drained by one dispatcher, in order, at least once, with an id.
create table outbox (
    id bigint generated always as identity primary key,
    message_id uuid not null,
    county_code text not null,
    case_id uuid,
    type text not null,
    version smallint not null,
    payload jsonb not null,
    created_at timestamptz not null,
    due_at timestamptz not null,
    attempts smallint not null default 0,
    last_error text,
    done_at timestamptz
);
create index outbox_open on outbox (due_at, id) where done_at is null;

create table idempotency (
    person_id uuid not null,
    key text not null,
    request_hash bytea not null,
    status smallint not null,
    answer text not null,
    at timestamptz not null,
    primary key (person_id, key)
);

-- Tasks -----------------------------------------------------------------------------------------------------

create table tasks (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    bookmark integer,                          -- null: a task beside the flow (side task, counter-signature)
    kind text not null,                        -- flow | side | counter-sign
    parent_task_id uuid,
    node text not null,
    node_id text not null,
    title text not null,                       -- of the definition: {"zh": …, "en": …}
    organization text not null,
    role text not null,
    assignee uuid,
    state text not null,                       -- open | signing (waits for the second officer) | done | cancelled
    version integer not null,
    spec jsonb not null,                       -- outcomes, fields, documents, rules: from the definition version, frozen
    answer jsonb,                              -- outcome, fields, comment, who
    opened_at timestamptz not null,
    claimed_at timestamptz,
    due_internal timestamptz,
    due_legal timestamptz,
    done_at timestamptz,
    done_by uuid,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id)
) with (fillfactor = 80);
create index tasks_case on tasks (county_code, case_id);
create index tasks_team on tasks (organization, role, due_internal, id) where state in ('open', 'signing');
create index tasks_mine on tasks (assignee, due_internal, id) where state in ('open', 'signing');

-- Row-level security ----------------------------------------------------------------------------------------
-- It protects; it never plans: every query names its own scope as well.

create function guard.region_in_scope(county_code text, regions text[]) returns boolean
    language sql immutable parallel safe
    as $$ select county_code = any (regions) or left(county_code, 4) = any (regions) or left(county_code, 2) = any (regions) $$;

alter table case_sight enable row level security;
create policy seen on case_sight
    using (
        (select guard.sees_all())
        or viewer_org = any ((select guard.organizations())::text[])
        or guard.region_in_scope(county_code, (select guard.regions()))
    );

-- Whether the scope sees a case. Security definer: asked while writing sight itself, it must not ask itself again.
create function guard.sees_case(of_county text, of_case uuid) returns boolean
    language sql stable parallel safe security definer set search_path = public, pg_catalog
as $$
    select guard.sees_all()
        or guard.region_in_scope(of_county, guard.regions())
        or exists (
            select from case_sight
            where county_code = of_county and case_id = of_case and viewer_org = any (guard.organizations()))
$$;

-- The first sight of a new case is one's own; whoever sees a case may let others take part.
drop policy seen on case_sight;
create policy read_sight on case_sight for select
    using (
        (select guard.sees_all())
        or viewer_org = any ((select guard.organizations())::text[])
        or guard.region_in_scope(county_code, (select guard.regions()))
    );
create policy add_sight on case_sight for insert
    with check (viewer_org = any ((select guard.organizations())::text[]) or guard.sees_case(county_code, case_id));

alter table cases enable row level security;
create policy seen on cases using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or exists (
        select from case_sight s
        where s.county_code = cases.county_code and s.case_id = cases.id
            and s.viewer_org = any ((select guard.organizations())::text[]))
);

create procedure guard.protect(target regclass, case_column text)
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format(
        $policy$
        create policy seen on %1$s using (
            (select guard.sees_all())
            or guard.region_in_scope(county_code, (select guard.regions()))
            or exists (
                select from case_sight s
                where s.county_code = %1$s.county_code and s.case_id = %1$s.%2$I
                    and s.viewer_org = any ((select guard.organizations())::text[])))
        $policy$, target, case_column);
end
$$;
revoke execute on procedure guard.protect(regclass, text) from public;

call guard.protect('case_officers', 'case_id');
call guard.protect('case_parties', 'case_id');
call guard.protect('case_participants', 'case_id');
call guard.protect('case_holdings', 'case_id');
call guard.protect('journal', 'case_id');
call guard.protect('instances', 'id');
call guard.protect('incidents', 'case_id');
call guard.protect('timers', 'case_id');
call guard.protect('tasks', 'case_id');

-- Append-only is a grant, not a habit.
revoke update, delete on journal, numbers from enforcement_app;
grant update (voided_at, void_reason) on numbers to enforcement_app;
revoke delete on cases, instances, tasks, case_officers, case_parties, case_participants, case_holdings, number_series from enforcement_app;
grant execute on all functions in schema guard to enforcement_app;
