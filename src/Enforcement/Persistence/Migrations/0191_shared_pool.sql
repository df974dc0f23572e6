-- A file that one body takes in belongs to its own county; the letter that takes it may be another county's.
alter table attachments add column subject_county_code text;
update attachments set subject_county_code = county_code where subject_id is not null;
alter table attachments drop constraint attachments_county_code_subject_id_fkey;
alter table attachments add foreign key (subject_county_code, subject_id) references joint_subjects (county_code, id) deferrable initially deferred;
alter table attachments add check ((subject_id is null) = (subject_county_code is null));
drop index attachments_subject;
create index attachments_subject on attachments (subject_county_code, subject_id) where subject_id is not null;
grant update (subject_county_code) on attachments to enforcement_app;

-- It reads as its owner, as guard.own_sight does.
create view guard.own_joint_sight with (security_barrier) as
select county_code, subject_id from joint_sight where viewer_org = any ((select guard.organizations())::text[]);
grant select on guard.own_joint_sight to enforcement_app;

drop policy seen on attachments;
create policy seen on attachments using (
    exists (select from guard.own_sight s where s.county_code = attachments.county_code and s.case_id = attachments.case_id offset 0)
    or (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or guard.region_in_scope(subject_county_code, (select guard.regions()))
    or organization = any ((select guard.organizations())::text[])
    or exists (
        select from guard.own_joint_sight s
        where s.county_code = attachments.subject_county_code and s.subject_id = attachments.subject_id offset 0)
);
