-- 涉企检查: checks of enterprises, registered before anybody enters; no secret among the bodies of a county, so that they can be merged.

create table enterprise_checks (
    county_code text not null,
    id uuid not null,
    number text not null,                      -- 望市监检〔2026〕3号
    body text not null,
    enterprise text not null,
    credit_code text not null,                 -- 统一社会信用代码: the same enterprise, however its name is written
    field text not null,
    from_day date not null,
    to_day date not null,                      -- included
    ground text not null check (ground in ('planned', 'complaint', 'lead', 'campaign')),
    reason text,
    merged_into uuid,                          -- the check of another body with which it is one visit 综合查一次
    registered_by jsonb not null,
    registered_at timestamptz not null,
    entered_at timestamptz,
    operation_id uuid,
    withdrawal jsonb,
    primary key (county_code, id),
    foreign key (county_code, merged_into) references enterprise_checks (county_code, id),
    foreign key (county_code, operation_id) references joint_operations (county_code, id),
    check (to_day >= from_day),
    check ((ground = 'planned') = (reason is null))
);
create index enterprise_checks_enterprise on enterprise_checks (county_code, credit_code, from_day);
create index enterprise_checks_body on enterprise_checks (body, id desc);
create index enterprise_checks_county on enterprise_checks (county_code, id desc);

alter table enterprise_checks enable row level security;
create policy seen on enterprise_checks using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or county_code = any (select left(o.region, 6) from organizations o where o.code = any ((select guard.organizations())::text[]))
);
revoke update, delete on enterprise_checks from enforcement_app;
grant update (from_day, to_day, merged_into, entered_at, operation_id, withdrawal) on enterprise_checks to enforcement_app;

-- How often a year one body may enter one enterprise by plan. The office's own numbers (D): a county sets its own.
create table check_caps (
    field text primary key,                    -- '' for every field that has none of its own
    per_year integer not null check (per_year > 0),
    source_tag text not null
);
insert into check_caps (field, per_year, source_tag) values
    ('', 2, 'D'),
    ('fire', 4, 'D'),
    ('emergency', 4, 'D'),
    ('market', 3, 'D'),
    ('ecology', 3, 'D');
grant select on check_caps to enforcement_app;
