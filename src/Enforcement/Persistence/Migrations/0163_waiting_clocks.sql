-- Clocks that stand still are few: what waited for a test is looked for among them, at whatever case a transfer has carried it to.
create index clocks_paused on clocks (county_code, case_id) where state = 'paused';
