-- Over an objection the two bodies negotiate, with a term of their own; what they do not settle is put to the common superior. Objections that
-- were put to it at once, before there was a negotiation, are with it.

alter table escalations
    add column negotiation jsonb,              -- the words of both sides, an agreement on a third body, the report to the superior
    add column dispute_due timestamptz;        -- objected: the negotiation's end; disputed: until when the superior designates
update escalations set negotiation = '{}' where objection is not null;
update escalations set state = 'disputed' where state = 'objected';
comment on column escalations.state is
    'delivered | signed | accepted | returned | objected | disputed | redirected | withdrawn';
create index escalations_negotiated on escalations (dispute_due, county_code, id) where state = 'objected';
