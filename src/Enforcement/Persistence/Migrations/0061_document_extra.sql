-- What a text read beside the facts of its case, such as the letter that a receipt answers: a text in its place reads it again.
alter table documents add column extra jsonb;
