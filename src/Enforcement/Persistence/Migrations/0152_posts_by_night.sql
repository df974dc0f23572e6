-- A post that is tried again late in the evening keeps quiet at night as a new one does, unless it is of the law; what waits already is not held back.
alter table webhook_posts add column statutory boolean not null default true;
