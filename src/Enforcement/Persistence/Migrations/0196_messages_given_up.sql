-- What counts towards giving a message up: how often the other side has refused this very one. That its machine was away is none of it.
alter table handoff_posts add refusals integer not null default 0;

-- An offer that the other installation does not take goes as a package.
grant update (way) on handoffs to enforcement_app;

-- Which letter a finding came from.
create index incoming_letters_finding on incoming_letters (county_code, finding_id) where finding_id is not null;
