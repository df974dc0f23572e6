-- 业务指导: a township asks, with facts whose names are masked, and a department advises; what is published other townships read too.

create table guidance_questions (
    county_code text not null,
    id uuid not null,
    number text not null,
    asker text not null,
    department text not null,
    question text not null,                    -- masked
    facts text not null,                       -- masked
    asked_by jsonb not null,
    asked_at timestamptz not null,
    due_at timestamptz not null,
    state text not null check (state in ('asked', 'answered', 'published')),
    answer jsonb,
    published jsonb,
    published_at timestamptz,
    primary key (county_code, id),
    foreign key (county_code, id) references joint_subjects (county_code, id),
    check ((published is null) = (published_at is null))
);
create index guidance_questions_department on guidance_questions (department, id desc);
create index guidance_questions_asker on guidance_questions (asker, id desc);
create index guidance_questions_published on guidance_questions (county_code, published_at desc, id desc) where published_at is not null;

alter table guidance_questions enable row level security;
create policy seen on guidance_questions using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or exists (
        select from joint_sight s
        where s.county_code = guidance_questions.county_code and s.subject_id = guidance_questions.id
            and s.viewer_org = any ((select guard.organizations())::text[]))
    or (published_at is not null and county_code = any (
        select left(o.region, 6) from organizations o where o.code = any ((select guard.organizations())::text[])))
);
revoke update, delete on guidance_questions from enforcement_app;
grant update (state, answer, published, published_at) on guidance_questions to enforcement_app;
