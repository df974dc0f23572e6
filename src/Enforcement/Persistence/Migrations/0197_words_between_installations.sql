-- What the two say to each other over an objection, as far as it was told here.
alter table incoming_letters add words jsonb not null default '[]';
grant update (words) on incoming_letters to enforcement_app;
