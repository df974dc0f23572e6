-- What has been said of the term to answer a card or an order: nothing, that it ends, that it has ended. A term that begins anew begins with nothing said.
alter table cards add column told text not null default '' check (told in ('', 'soon', 'late'));
alter table supervision_orders add column told text not null default '' check (told in ('', 'soon', 'late'));
grant update (told) on cards, supervision_orders to enforcement_app;
create index cards_waiting on cards (answer_due, id) where state in ('open', 'upheld') and told <> 'late';
create index supervision_orders_waiting on supervision_orders (due_at, id) where state = 'issued' and told <> 'late';
-- Nobody is told late of what was over before.
update cards set told = 'late' where answer_due <= now();
update supervision_orders set told = 'late' where due_at <= now();

-- An order on a closed case says why it is given all the same.
alter table supervision_orders add column after_closing text;
