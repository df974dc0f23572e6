-- Deadline rules and the calendar: reference data, the same for every county, superseded and never rewritten. Clocks belong to cases.

create table deadline_rules (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null,
    variant text not null,
    name_zh text not null,
    name_en text not null,
    -- Null: a parameter, set where the clock starts.
    length integer,
    unit text not null check (unit in ('', 'H', 'WH', 'WD', 'CD', 'M', 'Y')),
    roll text not null check (roll in ('none', 'forward')),
    kind text not null check (kind in ('legal', 'internal')),
    trigger_zh text not null,
    trigger_en text not null,
    responsible_zh text not null,
    responsible_en text not null,
    consequence_zh text not null,
    consequence_en text not null,
    basis_zh text not null,
    basis_en text not null,
    reminder text not null check (reminder in ('', 'A', 'B', 'C', 'D', 'E')),
    pauses text[] not null,
    extension integer,
    extension_by text not null,
    valid_from date not null,
    source_tag text not null
);
create unique index deadline_rules_current on deadline_rules (row_key) where superseded_by is null;

create table calendar_days (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    day date not null,
    works boolean not null,
    name text not null
);
create unique index calendar_days_current on calendar_days (row_key) where superseded_by is null;

revoke update, delete on deadline_rules, calendar_days from enforcement_app;
grant update (superseded_by) on deadline_rules, calendar_days to enforcement_app;

-- A rule at a case. Overdue is never stored: it follows from the due instants and the asked moment.
create table clocks (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    rule text not null,
    variant text not null,
    -- The rule as it was when the clock started: a later rule touches no clock.
    length integer not null,
    unit text not null,
    roll text not null,
    kind text not null,
    -- The day of the fact, typed in; the start day does not count.
    started_on date not null,
    -- When it was written down.
    started_at timestamptz not null,
    task_id uuid,
    about text,
    pauses jsonb not null,
    due_internal timestamptz,
    due_legal timestamptz not null,
    provisional boolean not null,
    state text not null check (state in ('running', 'paused', 'ended')),
    ended_at timestamptz,
    -- kept | missed | handed-on | case-closed | extended | withdrawn
    ended_how text,
    extends uuid,
    approval text,
    -- When the next reminder is due; null when none is left.
    next_rung_at timestamptz,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id)
) with (fillfactor = 80);
create index clocks_case on clocks (county_code, case_id);
create index clocks_rungs on clocks (next_rung_at, county_code, id) where next_rung_at is not null and state = 'running';
create index clocks_provisional on clocks (county_code, id) where provisional and state <> 'ended';

-- Each rung of a ladder fires at most once: claimed by insert.
create table ladder_rungs (
    county_code text not null,
    clock_id uuid not null,
    rung text not null,
    case_id uuid not null,
    at timestamptz not null,
    -- Passed over after a downtime: a later rung of the same ladder was due as well.
    passed_over boolean not null,
    primary key (county_code, clock_id, rung),
    foreign key (county_code, case_id) references cases (county_code, id)
);

call guard.protect('clocks', 'case_id');
call guard.protect('ladder_rungs', 'case_id');
revoke delete on clocks, ladder_rungs from enforcement_app;
revoke update on ladder_rungs from enforcement_app;
