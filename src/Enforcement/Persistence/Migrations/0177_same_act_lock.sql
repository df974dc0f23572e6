-- One act, one fine (Administrative Penalty Law art. 29): whoever is about to decide holds the parties of the case in the matter until the decision is
-- stored, so that of two decisions at once the second sees the first. In one order, so that two that meet wait instead of deadlocking. Cases are the
-- same act by number or by name, and both are held.

create function guard.hold_acts(of_county text, of_case uuid) returns void
    language plpgsql volatile security definer set search_path = public, pg_catalog
as $$
begin
    perform pg_advisory_xact_lock(held.key)
    from (
        select distinct hashtextextended('same-act ' || c.matter_code || ' ' || word.text, 0) as key
        from cases c
        join case_parties p on p.county_code = c.county_code and p.case_id = c.id and p.to_at is null and p.kind <> 'unknown'
        cross join lateral (values (p.id_number), (p.name)) word (text)
        where c.county_code = of_county and c.id = of_case and word.text is not null
        order by 1
    ) held;
end
$$;
revoke execute on function guard.hold_acts(text, uuid) from public;
grant execute on function guard.hold_acts(text, uuid) to enforcement_app;
