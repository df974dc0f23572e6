-- How many cases of the regions run on a version, but for those that a plan has come to and left there: counted past the policy on every row, which
-- costs ten times as much as the count, because whoever is shown all of a region is shown how many they are. A region out of the scope counts nothing.
create function guard.running_cases(of_version text, in_regions text[], but_of uuid) returns integer
    language sql stable security definer set search_path = public, pg_catalog
as $$
    with regions as materialized (
        select r from unnest(in_regions) r where (select guard.sees_all()) or guard.region_in_scope(r, (select guard.regions())))
    select (
        (select count(*) from instances n
            where n.definition_version_id = of_version and n.status = 'running'
                and exists (select from regions where left(n.county_code, length(r)) = r))
        - (select count(*) from migrated_cases m
            join instances n on n.county_code = m.county_code and n.id = m.case_id
            where m.migration_id = but_of and m.state in ('refused', 'undone')
                and n.definition_version_id = of_version and n.status = 'running'
                and exists (select from regions where left(n.county_code, length(r)) = r))
    )::integer
$$;
grant execute on function guard.running_cases(text, text[], uuid) to enforcement_app;
