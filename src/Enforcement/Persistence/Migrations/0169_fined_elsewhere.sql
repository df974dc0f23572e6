-- A department's penalty is what one of its tasks calls "decided", whatever that task is called in its definition.

create or replace function guard.same_acts(of_county text, of_case uuid, days integer)
    returns table (number text, owner_org text, stage text, state text, outcome text, violation_on date, filed_on date, is_first boolean,
        is_fined boolean, is_seen boolean)
    language sql stable parallel safe security definer set search_path = public, pg_catalog
as $$
    with mine as (
        select c.*, (select min(k.started_on) from clocks k
            where k.county_code = c.county_code and k.case_id = c.id and k.rule = 'DL-PEN-02') as filed
        from cases c where c.county_code = of_county and c.id = of_case and guard.sees_case(c.county_code, c.id)
    ), party as (
        select p.id_number, p.name from case_parties p
        where p.county_code = of_county and p.case_id = of_case and p.to_at is null and p.kind <> 'unknown'
    ), other as (
        select distinct p.county_code, p.case_id from party m join case_parties p on p.id_number = m.id_number where p.to_at is null
        union
        -- Of two numbers that differ the name says nothing; where one is not known, the exact name is all there is.
        select p.county_code, p.case_id from party m join case_parties p on p.name = m.name
        where p.kind <> 'unknown' and p.to_at is null and (p.id_number is null or m.id_number is null)
    )
    select c.number, c.owner_org, c.stage, c.state, c.outcome, c.violation_on, f.filed,
        f.filed is not null and c.owner_org <> mine.owner_org and (mine.filed is null or f.filed < mine.filed),
        case c.kind
            when 'county' then exists (select from jsonb_each_text(c.data) said where said.key like '%Outcome' and said.value = 'decided')
            else coalesce(c.data ->> 'decisionOutcome' = 'penalty', false)
                and case jsonb_typeof(c.data -> 'fine') when 'number' then (c.data ->> 'fine')::numeric > 0 else false end
        end,
        guard.sees_case(c.county_code, c.id)
    from mine
    cross join other o
    join cases c on c.county_code = o.county_code and c.id = o.case_id
    cross join lateral (
        select min(k.started_on) as filed from clocks k
        where k.county_code = c.county_code and k.case_id = c.id and k.rule = 'DL-PEN-02'
    ) f
    where c.id <> mine.id and c.matter_code = mine.matter_code
        and c.violation_on between mine.violation_on - days and mine.violation_on + days
        -- What one letter made of one case is that case.
        and c.id is distinct from mine.origin_case_id and c.origin_case_id is distinct from mine.id
    order by c.opened_at, c.number
    limit 50
$$;
