-- One body has a case at every moment: each interval begins where the one before it ends, and a case never stands without one. Held here, so that
-- no way of writing leaves a gap or an overlap.

alter table case_holdings
    add column previous integer generated always as (case when seq > 1 then seq - 1 end) stored,
    add constraint case_holdings_forward check (to_at >= from_at),
    add constraint case_holdings_end unique (county_code, case_id, seq, to_at),
    add constraint case_holdings_follow foreign key (county_code, case_id, previous, from_at)
        references case_holdings (county_code, case_id, seq, to_at);

-- Looked at when the step commits: by then the next interval has begun. Security definer: the rule holds whoever writes.
create function guard.case_is_held() returns trigger
    language plpgsql security definer set search_path = public, pg_catalog
as $$
declare
    of_case uuid;
begin
    if tg_table_name = 'cases' then
        of_case := new.id;
    else
        of_case := new.case_id;
    end if;
    if not exists (select from case_holdings h where h.county_code = new.county_code and h.case_id = of_case and h.to_at is null) then
        raise exception 'nobody has case %', of_case using errcode = 'check_violation', constraint = 'case_is_held';
    end if;
    return null;
end
$$;
revoke execute on function guard.case_is_held() from public;

create constraint trigger case_is_held after insert on cases deferrable initially deferred
    for each row execute function guard.case_is_held();
create constraint trigger case_is_held after update of to_at on case_holdings deferrable initially deferred
    for each row execute function guard.case_is_held();
