-- What follows the word of the police on a referral (rules on referral art. 9, 12): reconsideration, supervision by the procuratorate, the hand-over of
-- goods. One term runs at a time, and one reminder of it waits.

alter table escalations
    add column police jsonb,
    add column police_due timestamptz,
    add column remind_at timestamptz;
create index escalations_reminded on escalations (remind_at, county_code, id) where remind_at is not null;
