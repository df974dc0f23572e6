-- Robots in the group chats of a body (WeCom 企业微信, DingTalk 钉钉, or a program of its own), and what each person wants to hear outside the inbox.

alter table accounts add column morning_digest boolean not null default true;

create table webhooks (
    id uuid primary key,
    organization text not null,
    kind text not null check (kind in ('dingtalk', 'wecom', 'plain')),
    name text not null,
    host text not null,                        -- what may be shown of the address
    address text not null,                     -- sealed by the service: it carries the robot's key
    address_hash bytea not null,               -- a sealed address is another each time: this knows it again
    secret text,                               -- sealed likewise
    statutory_only boolean not null,
    with_words boolean not null,               -- false: the case's number and the days left, and nothing that names anybody
    added_by text not null,
    added_at timestamptz not null,
    ended_by text,
    ended_at timestamptz
);
create unique index webhooks_once on webhooks (organization, address_hash) where ended_at is null;

create table webhook_posts (
    id uuid primary key,                       -- the same at every attempt
    webhook uuid not null references webhooks,
    delivery uuid not null,                    -- the outbox message: a robot says it once
    text text not null,
    state text not null check (state in ('waiting', 'sent', 'dead')),
    attempts integer not null default 0,
    next_at timestamptz not null,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz,
    unique (webhook, delivery)
);
create index webhook_posts_waiting on webhook_posts (next_at, id) where state = 'waiting';
create index webhook_posts_dead on webhook_posts (created_at) where state = 'dead';

alter table webhooks enable row level security;
create policy sealed on webhooks using ((select guard.is_sealed()));
alter table webhook_posts enable row level security;
create policy sealed on webhook_posts using ((select guard.is_sealed()));
revoke delete on webhooks, webhook_posts from enforcement_app;
