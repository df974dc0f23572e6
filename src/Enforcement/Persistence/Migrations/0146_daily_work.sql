-- What is done once a day, whichever node does it: a reminder of the calendar, the nightly look at the clocks, the morning's digest.
create table daily_claims (
    what text not null,
    day date not null,
    primary key (what, day)
);
revoke update, delete on daily_claims from enforcement_app;

-- What the nightly look found wrong with the clocks of a case; open until a later look finds it gone.
create table clock_incidents (
    county_code text not null,
    case_id uuid not null,
    -- missing | on-closed-case | unfired
    kind text not null,
    -- The rule that is missing, or the clock.
    subject text not null,
    found_at timestamptz not null,
    gone_at timestamptz,
    foreign key (county_code, case_id) references cases (county_code, id)
);
create unique index clock_incidents_open on clock_incidents (county_code, case_id, kind, subject) where gone_at is null;
call guard.protect('clock_incidents', 'case_id');
revoke delete on clock_incidents from enforcement_app;

-- What must not be: a demanded term that does not run, a term at a closed case, a reminder that was due and not sent.
create function clock_faults(demanding text[], fired_before timestamptz)
    returns table (county_code text, case_id uuid, kind text, subject text)
    language sql stable
    as $$
        (select c.county_code, c.id, 'missing', 'DL-PEN-02'
        from cases c
        where c.closed_at is null and c.procedure = 'ordinary' and c.handler_org = c.owner_org and c.filing_number is not null
            and c.stage = any (demanding)
            and not exists (
                select from clocks k
                where k.county_code = c.county_code and k.case_id = c.id and k.rule = 'DL-PEN-02' and k.state <> 'ended')
        order by c.county_code, c.id limit 1000)
        union
        (select k.county_code, k.case_id, 'on-closed-case', k.rule
        from clocks k join cases c on c.county_code = k.county_code and c.id = k.case_id
        where k.state <> 'ended' and c.closed_at is not null
        order by k.county_code, k.case_id limit 1000)
        union
        (select k.county_code, k.case_id, 'unfired', k.rule
        from clocks k
        where k.state = 'running' and k.next_rung_at < fired_before
        order by k.next_rung_at limit 1000)
    $$;
