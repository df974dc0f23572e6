-- The evidence list 证据清单 that travels with a letter: what the sender's case had when it was sent, with its hash, taker, time and place, and the
-- receiver's check of each item. The list is as it was sent: only the check changes.

create table letter_evidence (
    county_code text not null,
    letter_id uuid not null,
    ordinal smallint not null,
    case_id uuid not null,                     -- the sender's case
    attachment_id uuid not null,
    name text not null,
    content_type text not null,
    sha256 bytea not null,
    original_sha256 bytea,
    taken_by text not null,
    taken_at timestamptz,
    taken_in_at timestamptz not null,
    latitude numeric(9, 6),
    longitude numeric(9, 6),
    checked jsonb,                             -- by whom, when, usable or not and why not; null: unchecked
    primary key (county_code, letter_id, ordinal),
    foreign key (county_code, letter_id) references escalations (county_code, id)
) with (fillfactor = 80);
create index letter_evidence_case on letter_evidence (county_code, case_id);

call guard.protect('letter_evidence', 'case_id');
revoke update, delete on letter_evidence from enforcement_app;
grant update (checked) on letter_evidence to enforcement_app;
