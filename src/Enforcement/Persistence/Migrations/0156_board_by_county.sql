-- The overdue board reads what is over in the counties and of the bodies of whoever asks, not in the whole installation.
drop index clocks_due;
create index clocks_due on clocks (county_code, due_internal, id) where state = 'running' and roll <> 'forward';
-- Whoever has a case now. Not by a column of the case that steps change: each would then write every index of its row anew.
create index case_holdings_now on case_holdings (organization) where to_at is null;
