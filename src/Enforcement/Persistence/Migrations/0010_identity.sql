-- Who there is and what they may be: regions, organisations, people, their posts, who stands in for whom, and enforcement certificates.
-- Reference data of the whole installation, without row-level security. Rows end by dates; nothing is removed.

create table regions (
    code text primary key check (code ~ '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$'),
    parent text references regions,
    name text not null,
    -- A development zone 园区 that has a code of a county and is none.
    is_park boolean not null default false
);
create index regions_parent on regions (parent, code);

create table organizations (
    code text primary key,
    region text not null references regions,
    kind text not null check (kind in ('town', 'township', 'street', 'department', 'station', 'government', 'outside')),
    -- What definitions bind to: natural-resources, judicial, command-centre …; null for a township or street.
    function text,
    legal_name text not null,
    short_name text not null,
    name_en text not null,
    -- 机关代字, such as 望靖: what its official numbers begin with.
    document_word text not null,
    -- 条: the department above it in its own line.
    owning_line text references organizations deferrable initially deferred,
    -- 块: the territory whose unified command it stands under.
    command_line text references organizations deferrable initially deferred,
    valid_from date not null,
    valid_to date,
    is_sample boolean not null default false
);
create index organizations_region on organizations (region, code);

create table accounts (
    id uuid primary key,
    user_name text not null,
    normalized_user_name text not null,
    name text not null,
    -- civil-servant | institution | auxiliary | grid-worker; auxiliaries and grid workers never sign as enforcement officers.
    staff_type text not null,
    email text,
    normalized_email text,
    email_confirmed boolean not null,
    password_hash text,
    security_stamp text,
    concurrency_stamp text,
    phone_number text,
    phone_number_confirmed boolean not null,
    two_factor_enabled boolean not null,
    lockout_end timestamptz,
    lockout_enabled boolean not null,
    access_failed_count integer not null,
    is_sample boolean not null default false,
    ended_on date
);
create unique index accounts_normalized_user_name on accounts (normalized_user_name);

create table account_claims (
    id integer generated always as identity primary key,
    user_id uuid not null references accounts on delete cascade,
    claim_type text,
    claim_value text
);
create index account_claims_user on account_claims (user_id);

create table account_logins (
    login_provider text not null,
    provider_key text not null,
    provider_display_name text,
    user_id uuid not null references accounts on delete cascade,
    primary key (login_provider, provider_key)
);

create table account_tokens (
    user_id uuid not null references accounts on delete cascade,
    login_provider text not null,
    name text not null,
    value text,
    primary key (user_id, login_provider, name)
);

-- A role held at an organisation from a day to a day, both inclusive.
create table posts (
    id uuid primary key,
    person uuid not null references accounts,
    organization text not null references organizations,
    role text not null,
    valid_from date not null,
    valid_to date,
    check (valid_to >= valid_from)
);
create index posts_person on posts (person);
create index posts_role on posts (organization, role);

-- One person may act for another by a dated written authority; the journal names both.
create table stand_ins (
    id uuid primary key,
    absent uuid not null references accounts,
    deputy uuid not null references accounts,
    organization text not null references organizations,
    role text not null,
    authority text not null,
    valid_from date not null,
    valid_to date not null,
    check (valid_to >= valid_from),
    check (absent <> deputy)
);
create index stand_ins_deputy on stand_ins (deputy);

-- Enforcement certificate 行政执法证件; fields empty: all fields.
create table certificates (
    id uuid primary key,
    person uuid not null references accounts,
    number text not null,
    fields text[] not null,
    issued_by text not null,
    valid_from date not null,
    valid_to date not null,
    check (valid_to >= valid_from)
);
create index certificates_person on certificates (person);

create table data_protection_keys (
    id integer generated always as identity primary key,
    friendly_name text,
    xml text
);

revoke delete on regions, organizations, accounts, posts, stand_ins, certificates from enforcement_app;
