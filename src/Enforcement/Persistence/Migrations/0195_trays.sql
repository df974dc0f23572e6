-- What waits for an answer, by its due: the trays of a body.
create index joint_calls_waiting on joint_calls (body, due_at, operation_id) where answer is null and is_open;
create index assistance_letters_waiting on assistance_letters (asked, due_at, id) where state = 'sent';
create index joint_operations_caller on joint_operations (caller, id desc);
