-- The table of repairs is older than the cheaper policy of 0110; it gets the same.
call guard.protect('repairs', 'case_id');
