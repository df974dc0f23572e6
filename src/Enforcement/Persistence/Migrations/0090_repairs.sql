-- A failed step is put right by two people: one asks with a reason, another decides.
-- An incident knows which run of its step failed; those from before knew the node alone, and are found by it.

alter table incidents add column activity integer not null default 0;
create index incidents_open on incidents (at, id) where resolved_at is null;

create table repairs (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    incident_id uuid not null,
    plan jsonb not null,                       -- kind (retry | skip | go-back | cancel-branch), outcome, node, variables
    reason text not null,
    state text not null,                       -- asked | done | declined | withdrawn
    asked_by uuid not null,
    asked_at timestamptz not null,
    decided_by uuid,
    decided_at timestamptz,
    note text,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id),
    foreign key (county_code, incident_id) references incidents (county_code, id)
);
create index repairs_case on repairs (county_code, case_id);
-- One question at a time: two approvals of one incident would mend it twice.
create unique index repairs_asked on repairs (county_code, incident_id) where state = 'asked';
call guard.protect('repairs', 'case_id');
