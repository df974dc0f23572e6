-- A county sets caps of its own; '' stands for every county that has set none.
alter table check_caps add column county text not null default '';
alter table check_caps alter column county drop default;
alter table check_caps drop constraint check_caps_pkey;
alter table check_caps add primary key (county, field);

-- Who made a check one visit with another's, and when.
alter table enterprise_checks add column merging jsonb;
grant update (merging) on enterprise_checks to enforcement_app;
