-- What was done to the installation itself, by whom: stand-ins, lists brought in, accounts locked. Cases have their own journal.
create table admin_log (
    id uuid primary key,
    at timestamptz not null,
    who text not null,                         -- user name, or system
    what text not null,                        -- such as stand-in.made
    subject text not null,                     -- what it was done to, in words or a code
    old jsonb,
    new jsonb
);
create index admin_log_at on admin_log (at desc, id desc);

-- Append-only is a grant, not a habit.
revoke update, delete on admin_log from enforcement_app;

-- An authority that is withdrawn before its last day ends at once and keeps its row.
alter table stand_ins add column ended_at timestamptz;
create index stand_ins_absent on stand_ins (absent, organization, role);
