-- Letters between bodies: lead transfer 线索移送, case transfer 案件移送, police referral, cross-region letter. A letter hangs below the sender's
-- case and carries its key; the receiver sees it because sending lets the receiver take part in that case.

create table escalations (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,                     -- the sender's case
    bookmark integer not null,                 -- the wait of the sender's flow that its answer ends
    chain_id uuid not null,                    -- the first letter of the chain; a supplemented or designated one continues it
    ordinal smallint not null,
    kind text not null,                        -- lead-transfer | case-transfer | police-referral | cross-region
    urgent boolean not null,
    sender_org text not null,
    receiver_org text not null,
    number text not null,                      -- 望靖移〔2026〕3号
    summary text,
    scene_secured boolean not null,
    state text not null,                       -- delivered | signed | accepted | returned | objected | redirected | withdrawn
    sent_by jsonb not null,
    sent_at timestamptz not null,
    sign_due timestamptz not null,             -- the instant from which the term has run out
    alerted_at timestamptz,
    accept_due timestamptz,                    -- from signature
    receipt jsonb,
    objection jsonb,
    answer jsonb,                              -- acceptance or return, as the state says; without a person: by silence
    designation jsonb,                         -- that sent this letter on, or that this letter is due to
    withdrawal jsonb,
    receiver_county_code text,
    receiver_case_id uuid,
    feedback jsonb,
    primary key (county_code, id),
    unique (county_code, chain_id, ordinal),
    foreign key (county_code, case_id) references cases (county_code, id),
    -- The receiver's own case is written later in the same step.
    foreign key (receiver_county_code, receiver_case_id) references cases (county_code, id) deferrable initially deferred
) with (fillfactor = 80);
create index escalations_case on escalations (county_code, case_id);
create index escalations_received on escalations (receiver_org, state, id);
create index escalations_sent on escalations (sender_org, state, id);
create index escalations_unsigned on escalations (sign_due, county_code, id) where state = 'delivered' and alerted_at is null;
create index escalations_silent on escalations (accept_due, county_code, id) where state = 'signed';
create index escalations_receiver_case on escalations (receiver_county_code, receiver_case_id) where receiver_case_id is not null;

call guard.protect('escalations', 'case_id');
revoke delete on escalations from enforcement_app;

-- How far the receiver has come: its stage and due date, never its internal opinions. Security definer, because the sender sees nothing of
-- the receiver's own case; only for a letter whose case the asking person sees.
create function guard.letter_progress(of_county text, of_letter uuid)
    returns table (case_number text, stage text, state text, outcome text, due timestamptz)
    language sql stable parallel safe security definer set search_path = public, pg_catalog
as $$
    select c.number, c.stage, c.state, c.outcome,
        (select min(t.due_legal) from tasks t
            where t.county_code = c.county_code and t.case_id = c.id and t.state in ('open', 'signing'))
    from escalations e
    join cases c on c.county_code = e.receiver_county_code and c.id = e.receiver_case_id
    where e.county_code = of_county and e.id = of_letter and guard.sees_case(e.county_code, e.case_id)
$$;
revoke execute on function guard.letter_progress(text, uuid) from public;
grant execute on function guard.letter_progress(text, uuid) to enforcement_app;
