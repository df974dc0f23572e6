-- Messages and official numbers carry words of cases too. Anybody's step may add one; the dispatcher, who states the whole scope, takes messages;
-- a number is seen, and voided, by whoever sees its case.

alter table outbox enable row level security;
create policy add_message on outbox for insert with check (true);
create policy read_messages on outbox for select using ((select guard.sees_all()));
create policy take_messages on outbox for update using ((select guard.sees_all())) with check (true);
create policy drop_messages on outbox for delete using ((select guard.sees_all()));

alter table numbers enable row level security;
create policy draw_number on numbers for insert with check (true);
create policy read_numbers on numbers for select using (guard.sees_case(county_code, case_id));
create policy void_number on numbers for update using (guard.sees_case(county_code, case_id)) with check (true);
