-- Supervision: cards for terms that were missed, orders 督办 and urgings 催办, and the days on which the service itself stood still.
-- All but outages hang below a case and are seen by whoever sees it.

-- When a clock is to be looked at next: cards follow what falls due, not what is open. Written in the step that moves the clock.
create table card_watches (
    county_code text not null,
    clock_id uuid not null,
    case_id uuid not null,
    look_at timestamptz not null,
    since timestamptz not null,                -- what fell due before is nobody's card: the case was not here, or nobody watched
    primary key (county_code, clock_id),
    foreign key (county_code, clock_id) references clocks (county_code, id)
);
create index card_watches_due on card_watches (look_at, county_code, clock_id);
call guard.protect('card_watches', 'case_id');

-- Clocks that run already are watched from today on.
insert into card_watches (county_code, clock_id, case_id, look_at, since)
select county_code, id, case_id, now(), now() from clocks where state = 'running' and roll <> 'forward';

create table cards (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    clock_id uuid,                             -- null: a second yellow is a fact of the case, not of a clock
    colour text not null check (colour in ('yellow', 'red')),
    fact text not null check (fact in ('internal-missed', 'legal-near', 'legal-missed', 'second-yellow')),
    -- Who had the clock when the day fell.
    organization text not null,
    role text,
    person_id uuid,
    -- The rule and its due days as they were then.
    rule text not null,
    variant text not null,
    due_internal timestamptz not null,
    due_legal timestamptz not null,
    days_left_out integer not null,            -- others, the party or an outage had them; they are not counted against the holder
    fell_at timestamptz not null,
    given_at timestamptz not null,
    answer_due timestamptz not null,
    state text not null check (state in ('open', 'answered', 'appealed', 'upheld', 'lifted')),
    answer jsonb,
    appeal jsonb,
    decision jsonb,
    lifting jsonb,
    primary key (county_code, id),
    -- The claim: a clock gets one card of each colour, whoever looks how often.
    unique (county_code, clock_id, colour),
    foreign key (county_code, case_id) references cases (county_code, id),
    foreign key (county_code, clock_id) references clocks (county_code, id)
);
-- The same for a second yellow: once for a body in a case, unless that red card was lifted.
create unique index cards_second_yellow on cards (county_code, case_id, organization) where fact = 'second-yellow' and state <> 'lifted';
create index cards_case on cards (county_code, case_id);
create index cards_body on cards (organization, given_at desc, id desc);
create index cards_county on cards (county_code, given_at desc, id desc);
call guard.protect('cards', 'case_id');
revoke update, delete on cards from enforcement_app;
grant update (state, answer_due, answer, appeal, decision, lifting) on cards to enforcement_app;

create table supervision_orders (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    number text not null,                      -- 望指督〔2026〕3号, of the issuer's series
    issuer_org text not null,
    addressee_org text not null,
    demand text not null,
    term_days integer not null,                -- working days; of an answer that was sent back as well
    issued_by jsonb not null,
    issued_at timestamptz not null,
    due_at timestamptz not null,               -- the instant from which the answer is late
    state text not null check (state in ('issued', 'answered', 'accepted', 'withdrawn')),
    rounds jsonb not null,                     -- each answer and what was said to it
    withdrawal jsonb,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id)
);
create index supervision_orders_case on supervision_orders (county_code, case_id);
create index supervision_orders_addressee on supervision_orders (addressee_org, id);
create index supervision_orders_issuer on supervision_orders (issuer_org, id);
call guard.protect('supervision_orders', 'case_id');
revoke update, delete on supervision_orders from enforcement_app;
grant update (due_at, state, rounds, withdrawal) on supervision_orders to enforcement_app;

create table urgings (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    organization text not null,                -- who had the case, and was urged
    role text,
    person_id uuid,
    words text,
    urged_by uuid not null,
    by jsonb not null,
    at timestamptz not null,
    day date not null,
    primary key (county_code, id),
    unique (county_code, case_id, urged_by, day),
    foreign key (county_code, case_id) references cases (county_code, id)
);
call guard.protect('urgings', 'case_id');
revoke update, delete on urgings from enforcement_app;

create table outages (
    id uuid primary key,
    first_day date not null,
    last_day date not null,                    -- included
    what text not null,
    recorded_by text not null,
    recorded_at timestamptz not null,
    check (last_day >= first_day)
);
create index outages_days on outages (last_day desc, id desc);
revoke update, delete on outages from enforcement_app;

-- The board lists what runs and is over, or soon will be.
create index clocks_due on clocks (due_internal, county_code, id) where state = 'running';
