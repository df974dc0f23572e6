-- A field may have a rule of its own (市场监管, 生态环境 …), in the place of the usual one; and which rules are a province's general limits is said, not guessed
-- from a code.
alter table deadline_rules
    add column field text not null default '',
    add column in_place_of text not null default '',
    add column general boolean not null default false;
update deadline_rules set general = true where code in ('DL-HN-01', 'DL-HN-02', 'DL-HN-03');
