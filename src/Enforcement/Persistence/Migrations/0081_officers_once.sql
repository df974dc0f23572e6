-- The two who handle a case stand in cases.officers, and since when in the journal; this table was written and never read.
drop table case_officers;
