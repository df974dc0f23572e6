-- Who had a task before: a card names whoever had it when the day fell, not whoever has it when the sweep looks.
alter table tasks add column past_holds jsonb not null default '[]';
