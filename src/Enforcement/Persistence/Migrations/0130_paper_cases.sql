-- Cases that had been running on paper when they were brought in: their number there, and what was typed off their file.

create table paper_cases (
    county_code text not null,
    case_id uuid not null,
    organization text not null,
    number text not null,                      -- as it stands on the paper; no series here has given it
    number_key text not null,                  -- the same however it is typed
    node_id text not null,                     -- where it was brought in
    since date not null,                       -- the day on which it had come there
    told jsonb not null,                       -- dates, numbers of papers, what the party did
    brought_in_by uuid not null,
    brought_in_at timestamptz not null,
    primary key (county_code, case_id),
    foreign key (county_code, case_id) references cases (county_code, id)
);
create unique index paper_cases_number on paper_cases (county_code, organization, number_key);
call guard.protect('paper_cases', 'case_id');
revoke update, delete on paper_cases from enforcement_app;
