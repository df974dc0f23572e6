-- Worklists read tasks beside the words of their case. As the invoker, so that row-level security asks for the reader's own scope.
create view task_list with (security_invoker = true) as
select
    t.county_code, t.id, t.case_id, c.number as case_number, c.title as case_title, c.stage, c.owner_org, t.kind, t.node, t.title, t.organization, t.role,
    t.assignee, a.name as assignee_name, t.state, t.version, t.opened_at, t.due_internal, t.due_legal,
    coalesce((c.data ->> 'urgent')::boolean, false) as urgent
from tasks t
join cases c on c.county_code = t.county_code and c.id = t.case_id
left join accounts a on a.id = t.assignee;
