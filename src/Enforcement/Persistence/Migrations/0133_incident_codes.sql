-- Why a step failed, as a code and what it is about, so that everybody reads it in their own language; the message is the engine's own.
alter table incidents add column code text;    -- null: it failed before codes were kept
alter table incidents add column subject text; -- an input, or the node that was still under way
