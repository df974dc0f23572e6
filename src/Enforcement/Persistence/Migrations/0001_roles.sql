-- What the owner makes, the service may use; it owns nothing itself. A migration that wants less for one table (an append-only journal)
-- revokes it there.
alter default privileges grant select, insert, update, delete on tables to enforcement_app;
alter default privileges grant usage, select on sequences to enforcement_app;

-- A function is for the service only: PostgreSQL would let everybody execute it.
alter default privileges revoke execute on functions from public;
alter default privileges grant execute on functions to enforcement_app;

revoke all on schema public from public;
grant usage on schema public to enforcement_app;
