-- The evidence list of a letter is what the sender's case has, with the case whose letter opened it, and so on to the first: whoever sends the letter
-- on, a superior or the other side of a dispute, sees less than that and lists all of it. And what is on a list that one may read one may look at,
-- though it was taken two steps away, in a case that one does not see.

create index letter_evidence_attachment on letter_evidence (attachment_id);

create function guard.list_letter_evidence(of_county text, of_letter uuid) returns void
    language sql volatile security definer set search_path = public, pg_catalog
as $$
    with recursive line as (
        select c.county_code, c.id, c.origin_county_code, c.origin_case_id
        from escalations e
        join cases c on c.county_code = e.county_code and c.id = e.case_id
        where e.county_code = of_county and e.id = of_letter and guard.sees_case(e.county_code, e.case_id)
        union
        select c.county_code, c.id, c.origin_county_code, c.origin_case_id
        from line l
        join cases c on c.county_code = l.origin_county_code and c.id = l.origin_case_id
    )
    insert into letter_evidence (county_code, letter_id, ordinal, case_id, attachment_id, name, content_type, sha256, original_sha256,
        taken_by, taken_at, taken_in_at, latitude, longitude)
    select e.county_code, e.id, row_number() over (order by a.id), e.case_id, a.id, a.name, a.content_type, a.sha256, a.original_sha256, a.by_name,
        a.taken_at, a.at, a.latitude, a.longitude
    from escalations e
    cross join line l
    join attachments a on a.county_code = l.county_code and a.case_id = l.id
    where e.county_code = of_county and e.id = of_letter
$$;
revoke execute on function guard.list_letter_evidence(text, uuid) from public;
grant execute on function guard.list_letter_evidence(text, uuid) to enforcement_app;
revoke insert on letter_evidence from enforcement_app;

-- Offset 0: one look into an index for each row.
create policy sent_along on attachments for select using (
    exists (select from letter_evidence e where e.attachment_id = attachments.id offset 0)
);
