-- What several bodies do together, and ask of each other, outside any one case: joint operations 联合执法, directives to stations, assistance.
-- Each is a subject: its row is the lock, the head of its own chain of entries, and what its sight hangs on.

create table joint_subjects (
    county_code text not null,
    id uuid not null,
    kind text not null check (kind in ('operation', 'directive', 'letter', 'consent', 'question')),
    number text not null,                      -- 望靖联〔2026〕3号
    made_at timestamptz not null,
    event_seq integer not null,                -- head of the chain in joint_events
    event_head bytea not null,
    primary key (county_code, id)
);

-- Who may see a subject: one row for each body that takes part. Their superiors see by region.
create table joint_sight (
    viewer_org text not null,
    county_code text not null,
    subject_id uuid not null,
    since timestamptz not null,
    primary key (viewer_org, county_code, subject_id)
);
create index joint_sight_subject on joint_sight (county_code, subject_id);

-- Security definer: asked while writing sight itself, it must not ask itself again.
create function guard.sees_joint(of_county text, of_subject uuid) returns boolean
    language sql stable parallel safe security definer set search_path = public, pg_catalog
as $$
    select guard.sees_all()
        or guard.region_in_scope(of_county, guard.regions())
        or exists (
            select from joint_sight
            where county_code = of_county and subject_id = of_subject and viewer_org = any (guard.organizations()))
$$;
grant execute on function guard.sees_joint(text, uuid) to enforcement_app;

-- The first sight of a new subject is one's own; whoever sees it may let others take part.
alter table joint_sight enable row level security;
create policy read_sight on joint_sight for select using (
    (select guard.sees_all())
    or viewer_org = any ((select guard.organizations())::text[])
    or guard.region_in_scope(county_code, (select guard.regions()))
);
create policy add_sight on joint_sight for insert
    with check (viewer_org = any ((select guard.organizations())::text[]) or guard.sees_joint(county_code, subject_id));
revoke update, delete on joint_sight from enforcement_app;

create procedure guard.protect_joint(target regclass, subject_column text)
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
                select from joint_sight s
                where s.county_code = %1$s.county_code and s.subject_id = %1$s.%2$I
                    and s.viewer_org = any ((select guard.organizations())::text[])))
        $policy$, target, subject_column);
end
$$;
revoke execute on procedure guard.protect_joint(regclass, text) from public;

call guard.protect_joint('joint_subjects', 'id');
revoke update, delete on joint_subjects from enforcement_app;
grant update (event_seq, event_head) on joint_subjects to enforcement_app;

-- Append-only, one hash chain per subject, as the journal of a case.
create table joint_events (
    county_code text not null,
    subject_id uuid not null,
    seq integer not null,
    at timestamptz not null,
    content text not null,
    content_version smallint not null,
    hash_function text not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (county_code, subject_id, seq),
    foreign key (county_code, subject_id) references joint_subjects (county_code, id)
);
call guard.protect_joint('joint_events', 'subject_id');
revoke update, delete on joint_events from enforcement_app;

create table joint_operations (
    county_code text not null,
    id uuid not null,
    origin text not null check (origin in ('whistle', 'plan', 'order')),
    caller text not null,                      -- the body that calls, and leads
    reason text not null,
    matters text[] not null,                   -- codes of the power list
    place text not null,
    grid text,
    from_at timestamptz not null,
    to_at timestamptz not null,
    level text not null check (level in ('red', 'orange', 'normal')),
    safety_plan text not null,
    case_id uuid,
    case_number text,
    called_by jsonb not null,
    called_at timestamptz not null,
    state text not null check (state in ('called', 'on-site', 'minuted', 'closed', 'cancelled')),
    minutes jsonb,
    follow_ups jsonb not null,
    closing jsonb,
    cancellation jsonb,
    primary key (county_code, id),
    foreign key (county_code, id) references joint_subjects (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id),
    check (to_at > from_at)
);
create index joint_operations_case on joint_operations (county_code, case_id) where case_id is not null;
call guard.protect_joint('joint_operations', 'id');
revoke update, delete on joint_operations from enforcement_app;
grant update (state, minutes, follow_ups, closing, cancellation) on joint_operations to enforcement_app;

-- One row for each body that is called, and one for the caller where it takes part itself.
create table joint_calls (
    county_code text not null,
    operation_id uuid not null,
    body text not null,
    capacity text not null check (capacity in ('lead', 'called')),
    called_at timestamptz not null,
    due_at timestamptz not null,               -- the instant from which the answer is late
    is_open boolean not null,                  -- the operation still waits for it
    answer jsonb,
    answered_at timestamptz,
    told_late_at timestamptz,
    arrival jsonb,
    absence jsonb,
    sheet jsonb,                               -- the body's own record of the scene, by its own two officers
    primary key (county_code, operation_id, body),
    foreign key (county_code, operation_id) references joint_operations (county_code, id),
    check (arrival is null or answer is not null),
    check (sheet is null or arrival is not null),
    check (absence is null or arrival is null)
);
create index joint_calls_body on joint_calls (body, operation_id);
create index joint_calls_due on joint_calls (due_at, county_code, operation_id, body) where answer is null and told_late_at is null and is_open;
call guard.protect_joint('joint_calls', 'operation_id');
revoke update, delete on joint_calls from enforcement_app;
grant update (is_open, answer, answered_at, told_late_at, arrival, absence, sheet) on joint_calls to enforcement_app;

-- Who filed what: each case is one body's, and nobody files what another body has filed of the same party.
create table joint_filings (
    county_code text not null,
    operation_id uuid not null,
    case_id uuid not null,
    case_number text not null,
    body text not null,
    matter_code text not null,
    party text not null,
    filed_at timestamptz not null,
    by jsonb not null,
    primary key (county_code, case_id),
    constraint joint_filings_once unique (county_code, operation_id, matter_code, party),
    foreign key (county_code, operation_id) references joint_operations (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id) deferrable initially deferred
);
call guard.protect_joint('joint_filings', 'operation_id');
revoke update, delete on joint_filings from enforcement_app;

-- The shared pool of evidence: a photo is taken by an operation or a letter as it is by a finding, and seen by whoever sees that.
alter table attachments add column subject_id uuid;
alter table attachments add foreign key (county_code, subject_id) references joint_subjects (county_code, id) deferrable initially deferred;
create index attachments_subject on attachments (county_code, subject_id) where subject_id is not null;
grant update (subject_id) on attachments to enforcement_app;
drop policy seen on attachments;
create policy seen on attachments using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or organization = any ((select guard.organizations())::text[])
    or exists (
        select from case_sight s
        where s.county_code = attachments.county_code and s.case_id = attachments.case_id
            and s.viewer_org = any ((select guard.organizations())::text[]))
    or exists (
        select from joint_sight s
        where s.county_code = attachments.county_code and s.subject_id = attachments.subject_id
            and s.viewer_org = any ((select guard.organizations())::text[]))
);
