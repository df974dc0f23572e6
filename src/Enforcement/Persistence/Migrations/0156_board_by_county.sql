-- The overdue board reads what is over in the counties and of the bodies of whoever asks, not in the whole installation.
drop index clocks_due;
create index clocks_due on clocks (county_code, due_internal, id) where state = 'running' and roll <> 'forward';
