-- The clock with which the term of a card began: a term that is extended, or that follows a later wording of its rule, is one term through all its
-- clocks, and two yellow cards of it are no second yellow of the case.
alter table cards add column first_clock uuid;
with recursive line as (
    select county_code as county, clock_id as clock, clock_id as first, 0 as place from cards where clock_id is not null
    union
    select l.county, l.clock, coalesce(k.supersedes, k.extends), l.place + 1
    from line l join clocks k on k.county_code = l.county and k.id = l.first
    where coalesce(k.supersedes, k.extends) is not null),
firsts as (select distinct on (county, clock) county, clock, first from line order by county, clock, place desc)
update cards c set first_clock = f.first from firsts f where c.county_code = f.county and c.clock_id = f.clock;
