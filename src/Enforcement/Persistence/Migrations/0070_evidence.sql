-- Photos and scans: what was stored, by its hash, and where it belongs.

create table files (
    sha256 bytea primary key check (length(sha256) = 32),
    size integer not null,
    content bytea not null
);
-- Photos are compressed already: PostgreSQL need not try again.
alter table files alter column content set storage external;

create table attachments (
    county_code text not null,
    id uuid not null,
    organization text not null,                -- whose officer took it in
    finding_id uuid,                           -- null until a finding or a case takes it
    case_id uuid,
    name text not null,
    content_type text not null,                -- from the file's first bytes, never from what the client says
    size integer not null,
    sha256 bytea not null references files,
    original_sha256 bytea,                     -- of the camera's own file, hashed on the device before it was made smaller
    original_size bigint,
    taken_at timestamptz,
    latitude numeric(9, 6),
    longitude numeric(9, 6),
    by uuid not null,
    by_name text not null,
    at timestamptz not null,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id) deferrable initially deferred
);
create index attachments_case on attachments (county_code, case_id) where case_id is not null;
create index attachments_finding on attachments (county_code, finding_id) where finding_id is not null;
create index attachments_file on attachments (sha256);

-- Whoever sees the finding (its organisation, those above it) or the case sees the photo.
alter table attachments enable row level security;
create policy seen on attachments using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or organization = any ((select guard.organizations())::text[])
    or exists (
        select from case_sight s
        where s.county_code = attachments.county_code and s.case_id = attachments.case_id
            and s.viewer_org = any ((select guard.organizations())::text[]))
);

-- A file is seen through an attachment: knowing its hash is not enough.
alter table files enable row level security;
create policy stored on files for insert with check (true);
create policy seen on files for select using (
    (select guard.sees_all())
    or exists (select from attachments a where a.sha256 = files.sha256)
);

revoke update, delete on files from enforcement_app;
revoke update, delete on attachments from enforcement_app;
grant update (finding_id, case_id) on attachments to enforcement_app;
