-- Days on which the offices of a county are shut (local closures 临时停止办公) and which no notice of the State Council lists. They lengthen what the
-- office set itself and what it plans; a term of the law runs on. Reference data: everybody reads it.
create table local_closures (
    id uuid primary key,
    county text not null,
    from_day date not null,
    to_day date not null check (to_day >= from_day),
    reason text not null,
    document text not null,
    announced_by text not null,
    announced_at timestamptz not null,
    withdrawn_by text,
    withdrawn_at timestamptz,
    -- False: the county's clocks are still to be reckoned with it, or without it again.
    reckoned boolean not null default false,
    -- Two admins at once say one of two things that overlap.
    constraint local_closures_apart exclude using gist (county with =, daterange(from_day, to_day, '[]') with &&) where (withdrawn_at is null)
);
create index local_closures_open on local_closures (county) where not reckoned;
revoke delete on local_closures from enforcement_app;
