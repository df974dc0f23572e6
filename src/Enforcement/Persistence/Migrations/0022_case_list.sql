-- Case lists: a case with what is due next. As the invoker, so that row-level security asks for the reader's own scope.
create view case_list with (security_invoker = true) as
select
    c.county_code, c.id, c.number, c.kind, c.owner_org, c.handler_org, c.title, c.matter_code, c.stage, c.state, c.outcome, c.filing_number,
    c.violation_on, c.opened_at, c.closed_at, c.stage_since, t.due_internal, t.due_legal, t.open_tasks, i.incident_count
from cases c
join instances i on i.county_code = c.county_code and i.id = c.id
cross join lateral (
    select min(due_internal) as due_internal, min(due_legal) as due_legal, count(*)::integer as open_tasks
    from tasks t
    where t.county_code = c.county_code and t.case_id = c.id and t.state in ('open', 'signing')
) t;

create index cases_opened on cases (county_code, opened_at desc, id desc);
