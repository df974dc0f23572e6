-- What people are told names cases too. Inboxes, mails and kept answers belong to a person, not to a case: each query names the person, and nothing is
-- seen without a scope that the service has sealed.

create function guard.is_sealed() returns boolean
    language sql stable parallel safe
    return guard.sealed_scope() is not null;

alter table notifications enable row level security;
create policy sealed on notifications using ((select guard.is_sealed()));
alter table mails enable row level security;
create policy sealed on mails using ((select guard.is_sealed()));
alter table idempotency enable row level security;
create policy sealed on idempotency using ((select guard.is_sealed()));
