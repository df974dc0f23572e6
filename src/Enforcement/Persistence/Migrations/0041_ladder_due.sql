-- A clock whose due day moves (a pause ended, a year's list came) has a ladder of its own up to the new day: the rungs of the old one stay spent.

alter table ladder_rungs add column due_legal timestamptz not null default '-infinity';
alter table ladder_rungs
    alter column due_legal drop default,
    drop constraint ladder_rungs_pkey,
    add primary key (county_code, clock_id, due_legal, rung);
