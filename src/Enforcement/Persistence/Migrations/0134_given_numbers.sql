-- The highest number that was given here in a series, whoever may see the cases: a series never goes back behind it.
create function guard.given_number(of_organization text, of_word text, of_year integer) returns integer
    language sql stable security definer set search_path = public, pg_catalog
as $$
    select coalesce(max(n), 0) from numbers where organization = of_organization and word = of_word and year = of_year
$$;
grant execute on function guard.given_number(text, text, integer) to enforcement_app;
