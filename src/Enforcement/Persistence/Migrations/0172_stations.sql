-- Stations of county departments that stand in a township 派驻站所: tasked by it 属地管理, appraised by it, and their heads changed with its consent only.

create table station_directives (
    county_code text not null,
    id uuid not null,
    township text not null,
    station text not null,
    task text not null,
    urgent boolean not null,
    issued_by jsonb not null,
    issued_at timestamptz not null,
    due_at timestamptz not null,               -- the instant from which the answer is late
    state text not null check (state in ('issued', 'answered', 'refused', 'reported', 'withdrawn')),
    answer jsonb,
    answered_at timestamptz,
    told_late_at timestamptz,
    report jsonb,
    withdrawal jsonb,
    primary key (county_code, id),
    foreign key (county_code, id) references joint_subjects (county_code, id),
    check (report is null or answer is not null)
);
create index station_directives_station on station_directives (station, id desc);
create index station_directives_township on station_directives (township, id desc);
create index station_directives_due on station_directives (due_at) where state = 'issued' and told_late_at is null;
call guard.protect_joint('station_directives', 'id');
revoke update, delete on station_directives from enforcement_app;
grant update (state, answer, answered_at, told_late_at, report, withdrawal) on station_directives to enforcement_app;

-- 考核: once a year for each head of a station, with the figures as they were; never a sum of fines.
create table station_appraisals (
    county_code text not null,
    id uuid not null,
    township text not null,
    station text not null,
    department text,                           -- 条: its owning line
    person text not null,
    year integer not null,
    grade text not null check (grade in ('excellent', 'competent', 'basic', 'poor')),
    words text not null,
    figures jsonb not null,
    given_by jsonb not null,
    given_at timestamptz not null,
    primary key (county_code, id),
    constraint station_appraisals_once unique (county_code, station, year)
);
alter table station_appraisals enable row level security;
create policy seen on station_appraisals using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or township = any ((select guard.organizations())::text[])
    or station = any ((select guard.organizations())::text[])
    or department = any ((select guard.organizations())::text[])
);
revoke update, delete on station_appraisals from enforcement_app;

-- 征得同意: the township party committee's opinion before the head of a station is appointed, removed or moved.
create table personnel_consents (
    county_code text not null,
    id uuid not null,
    township text not null,
    station text not null,
    department text not null,
    person text not null,
    step text not null check (step in ('appointment', 'removal', 'transfer')),
    reason text not null,
    proposed_by jsonb not null,
    state text not null check (state in ('proposed', 'agreed', 'disagreed', 'carried-out', 'dropped')),
    opinion jsonb,
    closing jsonb,
    primary key (county_code, id),
    foreign key (county_code, id) references joint_subjects (county_code, id),
    check (state <> 'carried-out' or opinion is not null)
);
create index personnel_consents_station on personnel_consents (station, id desc);
call guard.protect_joint('personnel_consents', 'id');
revoke update, delete on personnel_consents from enforcement_app;
grant update (state, opinion, closing) on personnel_consents to enforcement_app;
