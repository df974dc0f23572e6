-- Findings 线索: what a patrol, a grid worker or a citizen reported, before it is a case.

create table findings (
    county_code text not null,
    id uuid not null,
    organization text not null references organizations,   -- the township it lies in
    region text not null,
    grid text,
    place text not null,
    latitude numeric(9, 6),
    longitude numeric(9, 6),
    found_at timestamptz not null,
    description text not null,
    source text not null,                      -- patrol | grid | hotline | petition | media | transfer | other
    matter_code text,
    officers uuid[] not null,
    facts jsonb not null,
    parties jsonb not null,
    state text not null,                       -- open | dismissed | case
    dismissal_kind text,
    dismissal_reason text,
    duplicate_of uuid,
    dismissed_by text,
    dismissed_at timestamptz,
    case_id uuid,
    case_number text,
    registered_by uuid not null,
    registered_name text not null,
    registered_at timestamptz not null,
    event_seq integer not null,                -- head of the chain in finding_events
    event_head bytea not null,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id) deferrable initially deferred,
    foreign key (county_code, duplicate_of) references findings (county_code, id),
    check ((latitude is null) = (longitude is null)),
    check ((state = 'case') = (case_id is not null)),
    check ((state = 'dismissed') = (dismissal_kind is not null))
) with (fillfactor = 80);
create index findings_organization on findings (organization, state, id desc);
create index findings_near on findings (organization, found_at) where state = 'open';

alter table findings enable row level security;
create policy seen on findings using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or organization = any ((select guard.organizations())::text[])
);

-- Who registered, dismissed or opened: append-only, one hash chain per finding, as the journal of a case.
create table finding_events (
    county_code text not null,
    finding_id uuid not null,
    seq integer not null,
    at timestamptz not null,
    content text not null,
    content_version smallint not null,
    hash_function text not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (county_code, finding_id, seq),
    foreign key (county_code, finding_id) references findings (county_code, id)
);
alter table finding_events enable row level security;
create policy seen on finding_events using (
    exists (select from findings f where f.county_code = finding_events.county_code and f.id = finding_events.finding_id)
);

alter table attachments add foreign key (county_code, finding_id) references findings (county_code, id) deferrable initially deferred;

revoke delete on findings from enforcement_app;
revoke update, delete on finding_events from enforcement_app;

create view finding_list with (security_invoker = true) as
select
    f.county_code, f.id, f.organization, f.grid, f.place, f.latitude, f.longitude, f.found_at, f.description, f.source, f.matter_code, f.state,
    f.dismissal_kind, f.case_number, f.registered_name, f.registered_at,
    (select count(*)::integer from attachments a where a.county_code = f.county_code and a.finding_id = f.id) as photos
from findings f;
