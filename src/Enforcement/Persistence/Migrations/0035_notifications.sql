-- What tells a person: the inbox, the e-mail that goes with it, and when each sweep last ran.

alter table accounts add column mail_notices boolean not null default true;

create table notifications (
    id uuid primary key,
    delivery uuid not null,                    -- the outbox message; the same one tells a person once
    person uuid not null references accounts,
    organization text,                         -- the post it came by
    role text,
    key text,                                  -- resource of its words; null where a definition brought its own text
    arguments jsonb not null,
    text_zh text not null,
    text_en text not null,
    link text,
    case_number text,
    statutory boolean not null,
    due_legal timestamptz,
    at timestamptz not null,
    read_at timestamptz,
    unique (delivery, person)
);
create index notifications_inbox on notifications (person, at desc, id desc);
create index notifications_unread on notifications (person) where read_at is null;

create table mails (
    id uuid primary key,                       -- of its notification; also the Message-Id, the same at every attempt
    address text not null,
    subject text not null,
    text text not null,
    state text not null check (state in ('waiting', 'sent', 'dead')),
    attempts integer not null default 0,
    next_at timestamptz not null,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    foreign key (id) references notifications (id)
);
create index mails_waiting on mails (next_at, id) where state = 'waiting';
create index mails_dead on mails (created_at) where state = 'dead';

create table sweep_runs (
    name text primary key,
    as_of timestamptz not null,
    ran_at timestamptz not null,
    done integer not null,
    took_ms integer not null,
    fault text                                 -- of the last run; null: it went well
);
