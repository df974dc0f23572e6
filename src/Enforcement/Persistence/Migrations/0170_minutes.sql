-- A call at level red is answered within thirty minutes: terms may be counted in minutes.
alter table deadline_rules drop constraint deadline_rules_unit_check;
alter table deadline_rules add constraint deadline_rules_unit_check check (unit in ('', 'MIN', 'H', 'WH', 'WD', 'CD', 'M', 'Y'));
