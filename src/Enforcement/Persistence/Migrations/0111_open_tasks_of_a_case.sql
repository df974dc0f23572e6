-- What is open at a case is asked by every step on it and, from sight, by the list of all tasks; done tasks stay for ever and are many.
create index tasks_open_case on tasks (county_code, case_id) where state in ('open', 'signing');
