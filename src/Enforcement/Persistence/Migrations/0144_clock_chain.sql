-- A term may be extended a second time under a rule of its own, and an open clock may be taken over by a later wording of its rule: the clock names
-- how often it was extended, what it stands in for, and the day whose wording it follows (null: the day on which it began).
alter table clocks
    add column extension_no smallint not null default 0,
    add column supersedes uuid,
    add column rule_on date;
update clocks set extension_no = 1 where extends is not null;
