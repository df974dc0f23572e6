-- 最先立案: the case that was filed first is named by the letter that yields to it, and the acceptance is held against it.

alter table escalations add column yields_to text;
