-- Subjects are looked at as cases are: one's own sight first, through a view, so that the policy of joint_sight is not asked again below it.
create or replace procedure guard.protect_joint(target regclass, subject_column text)
    language plpgsql
as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('drop policy if exists seen on %s', target);
    execute format(
        $policy$
        create policy seen on %1$s using (
            exists (select from guard.own_joint_sight s where s.county_code = %1$s.county_code and s.subject_id = %1$s.%2$I offset 0)
            or (select guard.sees_all())
            or guard.region_in_scope(county_code, (select guard.regions())))
        $policy$, target, subject_column);
end
$$;

call guard.protect_joint('joint_subjects', 'id');
call guard.protect_joint('joint_events', 'subject_id');
call guard.protect_joint('joint_operations', 'id');
call guard.protect_joint('joint_calls', 'operation_id');
call guard.protect_joint('joint_filings', 'operation_id');
call guard.protect_joint('station_directives', 'id');
call guard.protect_joint('personnel_consents', 'id');
call guard.protect_joint('assistance_letters', 'id');

drop policy seen on guidance_questions;
create policy seen on guidance_questions using (
    exists (
        select from guard.own_joint_sight s
        where s.county_code = guidance_questions.county_code and s.subject_id = guidance_questions.id offset 0)
    or (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or (published_at is not null and county_code = any (
        select left(o.region, 6) from organizations o where o.code = any ((select guard.organizations())::text[])))
);
