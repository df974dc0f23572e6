-- A case has several receipts 移送回执 of one letter: the list of its papers tells them apart by what each says.

create or replace view document_list with (security_invoker = true) as
select
    d.county_code, d.id, d.case_id, c.number as case_number, d.kind, d.ordinal, d.title, d.issuer, d.node, d.about_id, d.state, d.number,
    d.drafted_at, da.name as drafted_by_name, d.approved_at, aa.name as approved_by_name, fa.name as approved_for_name,
    d.served_on, d.served_way, d.replaced_by, d.voided_at, d.void_reason, encode(d.sha256, 'hex') as sha256,
    d.extra -> 'letter' ->> 'answer' as says
from documents d
join cases c on c.county_code = d.county_code and c.id = d.case_id
left join accounts da on da.id = d.drafted_by
left join accounts aa on aa.id = d.approved_by
left join accounts fa on fa.id = d.approved_for;
