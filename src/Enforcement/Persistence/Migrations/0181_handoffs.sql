-- Handoffs: letters that leave the installation, and letters that come in from outside. The letter itself stays in escalations: it is the one state
-- machine of a transfer. Here stands how it travels, who has the duty, and what the two installations have said to each other.

-- A letter to a body outside: the same id as the letter. Written in the step that sends the letter.
create table handoffs (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    sender_org text not null,
    receiver_org text not null,
    way text not null check (way in ('package', 'peer')),
    content jsonb not null,                    -- what is said of the case, as it was when the letter went out
    sent_at timestamptz not null,
    expires_at timestamptz not null,           -- the instant from which the offer has expired, if nobody accepted it
    -- The one record of the transfer of duty: null while the sender has it. Written once, with the acceptance.
    released_at timestamptz,
    expired_at timestamptz,
    answers jsonb not null,                    -- what the other side said and how it came: by link, on paper, from its installation
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id),
    check (released_at is null or expired_at is null)
);
create index handoffs_case on handoffs (county_code, case_id);
create index handoffs_expiring on handoffs (expires_at, county_code, id) where released_at is null and expired_at is null;
call guard.protect('handoffs', 'case_id');
revoke update, delete on handoffs from enforcement_app;
grant update (released_at, expired_at, answers) on handoffs to enforcement_app;

-- Pages for bodies without an account. The link itself is kept nowhere: only its SHA-256.
create table handoff_links (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    handoff_id uuid not null,
    token_hash bytea not null unique,
    receiver_org text not null,
    made_by text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_by text,
    revoked_at timestamptz,
    primary key (county_code, id),
    foreign key (county_code, handoff_id) references handoffs (county_code, id)
);
create index handoff_links_of on handoff_links (county_code, handoff_id);
call guard.protect('handoff_links', 'case_id');
revoke update, delete on handoff_links from enforcement_app;
grant update (revoked_by, revoked_at) on handoff_links to enforcement_app;

create table handoff_visits (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    link_id uuid not null,
    at timestamptz not null,
    what text not null,                        -- opened | downloaded | signed | accepted | returned | objected | refused
    address text not null,
    primary key (county_code, id),
    foreign key (county_code, link_id) references handoff_links (county_code, id)
);
create index handoff_visits_of on handoff_visits (county_code, link_id, id);
call guard.protect('handoff_visits', 'case_id');
revoke update, delete on handoff_visits from enforcement_app;

-- Letters that came in from outside, on paper or from another installation.
create table incoming_letters (
    county_code text not null,
    id uuid not null,
    way text not null check (way in ('paper', 'peer')),
    organization text not null,                -- the body here that it is addressed to
    sender_org text,                           -- where the sender is known here by a code
    sender_name text not null,
    sender_region text not null,
    number text not null,
    dated_on date not null,
    received_at timestamptz not null,
    received_on date not null,
    content jsonb not null,                    -- title, matter, day of the violation, place, facts, parties, clocks on goods
    handoff_id uuid,                           -- the sender's id of it, from another installation
    state text not null check (state in ('offered', 'signed', 'accepted', 'held', 'returned', 'objected', 'withdrawn')),
    duty_from timestamptz,                     -- from this instant on the duty is here
    answers jsonb not null,
    opening jsonb,                             -- what the acceptance decided: matter, handler
    finding_id uuid,
    case_id uuid,
    result jsonb,
    registered_by text not null,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id) deferrable initially deferred,
    foreign key (county_code, finding_id) references findings (county_code, id) deferrable initially deferred,
    check ((state = 'held') = (duty_from is not null))
);
create unique index incoming_letters_once on incoming_letters (organization, sender_org, handoff_id) where handoff_id is not null;
create unique index incoming_letters_paper_once on incoming_letters (organization, sender_name, number) where way = 'paper';
create index incoming_letters_tray on incoming_letters (organization, state, id desc);
create index incoming_letters_case on incoming_letters (county_code, case_id) where case_id is not null;
alter table incoming_letters enable row level security;
create policy seen on incoming_letters using (
    (select guard.sees_all())
    or guard.region_in_scope(county_code, (select guard.regions()))
    or organization = any ((select guard.organizations())::text[])
);
revoke update, delete on incoming_letters from enforcement_app;
grant update (state, received_on, duty_from, answers, opening, finding_id, case_id, result) on incoming_letters to enforcement_app;

-- Scans and files that came with it.
create table incoming_files (
    county_code text not null,
    incoming_id uuid not null,
    attachment_id uuid not null,
    primary key (county_code, incoming_id, attachment_id),
    foreign key (county_code, incoming_id) references incoming_letters (county_code, id),
    foreign key (county_code, attachment_id) references attachments (county_code, id)
);
alter table incoming_files enable row level security;
create policy seen on incoming_files using (
    exists (select from incoming_letters l where l.county_code = incoming_files.county_code and l.id = incoming_files.incoming_id)
);
revoke update, delete on incoming_files from enforcement_app;

-- Other installations, by the body that signs: its address, and its public key, pinned.
create table handoff_peers (
    id uuid primary key,
    organization text not null references organizations,
    address text not null,
    key_id text not null,                      -- base64url of SHA-256 of the key
    public_key bytea not null,                 -- SubjectPublicKeyInfo, P-256
    valid_from date not null,
    valid_to date not null,                    -- included
    added_by text not null,
    added_at timestamptz not null,
    revoked_by text,
    revoked_at timestamptz,
    check (valid_to >= valid_from)
);
create unique index handoff_peers_key on handoff_peers (organization, key_id);

-- Our own keys, by the body in whose name we sign. The private half is sealed with the service's keys.
create table handoff_keys (
    id uuid primary key,
    organization text not null references organizations,
    key_id text not null unique,
    public_key bytea not null,
    private_key text not null,
    made_by text not null,
    made_at timestamptz not null,
    revoked_by text,
    revoked_at timestamptz
);
create index handoff_keys_of on handoff_keys (organization, made_at desc);

-- How far each pair of bodies has counted, in both directions.
create table handoff_pairs (
    own_org text not null,
    peer_org text not null,
    sent bigint not null default 0,
    received bigint not null default 0,
    primary key (own_org, peer_org)
);

-- What is to be said, in order. It is signed and numbered when its turn comes; from then on the same bytes go out at every attempt.
create table handoff_posts (
    id uuid primary key,
    own_org text not null,
    peer_org text not null,
    ordinal bigint generated always as identity,
    kind text not null,
    handoff_id uuid not null,
    county_code text not null,
    body jsonb not null,
    seq bigint,
    message text,                              -- JWS
    receipt text,                              -- JWS of the other side
    state text not null check (state in ('waiting', 'done', 'dead')),
    attempts integer not null default 0,
    next_at timestamptz not null,
    last_error text,
    created_at timestamptz not null,
    done_at timestamptz,
    unique (own_org, peer_org, seq)
);
create index handoff_posts_waiting on handoff_posts (own_org, peer_org, ordinal) where state = 'waiting';
create index handoff_posts_of on handoff_posts (handoff_id);

-- What was said to us and taken; the answer is given again to whoever asks again.
create table handoff_inbox (
    own_org text not null,
    peer_org text not null,
    message_id uuid not null,
    seq bigint not null,
    kind text not null,
    handoff_id uuid not null,
    message text not null,
    receipt text not null,
    outcome text not null,                     -- taken | late: it changed nothing, because the matter had ended
    received_at timestamptz not null,
    primary key (own_org, peer_org, seq),
    unique (message_id)
);

-- What was said to us and refused: forged, replayed, out of sequence, not for us.
create table handoff_refusals (
    id uuid primary key,
    at timestamptz not null,
    code text not null,
    address text not null,
    said text not null,                        -- who it claimed to be, and what; shortened
    message_hash bytea not null
);
create index handoff_refusals_at on handoff_refusals (at desc, id desc);

do $$
declare t text;
begin
    foreach t in array array['handoff_peers', 'handoff_keys', 'handoff_pairs', 'handoff_posts', 'handoff_inbox', 'handoff_refusals'] loop
        execute format('alter table %I enable row level security', t);
    end loop;
end $$;
create policy sealed on handoff_peers using ((select guard.is_sealed()));
create policy sealed on handoff_pairs using ((select guard.is_sealed()));
-- Whoever sends a letter has to know whether its body has a key; the private half is sealed by the service, and worth nothing to a session.
create policy sealed on handoff_keys using ((select guard.is_sealed()));
-- Messages are the service's own business: whoever acts may add to what is to be said, and reads none of it.
create policy own on handoff_posts using ((select guard.sees_all()));
create policy said on handoff_posts for insert with check ((select guard.is_sealed()));
create policy sealed on handoff_inbox using ((select guard.is_sealed()));
create policy own on handoff_refusals using ((select guard.sees_all()));
revoke delete on handoff_peers, handoff_keys, handoff_pairs, handoff_posts from enforcement_app;
revoke update, delete on handoff_inbox, handoff_refusals from enforcement_app;
