-- From a case to those that its transfers opened: the terms that wait for a test are looked for along this line.
create index cases_origin on cases (origin_county_code, origin_case_id) where origin_case_id is not null;
