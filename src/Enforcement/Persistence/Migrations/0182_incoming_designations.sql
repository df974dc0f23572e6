-- A designation reaches a letter that came in however it stands there, not only after an objection.
alter table incoming_letters add designated_at timestamptz;
update incoming_letters set designated_at = received_at
where state in ('signed', 'accepted', 'held') and answers @> '[{"kind": "objected"}]';
grant update (designated_at) on incoming_letters to enforcement_app;
