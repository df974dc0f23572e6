-- Personal access tokens 访问令牌: how a program acts as the person who made it. Only the SHA-256 of a token is kept; a revoked one keeps its row.
create table access_tokens (
    id uuid primary key,
    person uuid not null references accounts,
    name text not null,
    hash bytea not null check (length(hash) = 32),
    created_at timestamptz not null,
    -- The last day on which it works, in business time.
    expires_on date not null,
    last_used_on date,
    revoked_at timestamptz
);
create unique index access_tokens_hash on access_tokens (hash);
create index access_tokens_person on access_tokens (person);

revoke delete on access_tokens from enforcement_app;
