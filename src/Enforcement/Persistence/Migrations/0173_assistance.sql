-- Letters by which one body asks another: assistance 协助调查, and testing, appraisal, identification 检验检测、鉴定、认定, whose time does not count.

create table assistance_letters (
    county_code text not null,                 -- of whoever asks
    id uuid not null,
    kind text not null check (kind in ('investigation', 'testing', 'appraisal', 'identification')),
    asker text not null,
    asked text not null,
    matter text not null,
    basis text not null,
    items jsonb not null,                      -- what is asked, and what was answered to each
    contact text not null,
    case_id uuid,
    case_number text,
    sent_by jsonb not null,
    sent_at timestamptz not null,
    due_at timestamptz not null,               -- the instant from which the answer is late
    state text not null check (state in ('sent', 'answered', 'refused', 'withdrawn')),
    answer jsonb,
    told_late_at timestamptz,
    period jsonb,                              -- of a test: days, notice, the clocks that wait for it
    period_until date,                         -- last day that does not count
    pause_ended_at timestamptz,
    primary key (county_code, id),
    foreign key (county_code, id) references joint_subjects (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id),
    check ((kind = 'investigation') = (period is null)),
    check (period is null or case_id is not null),
    check ((period is null) = (period_until is null))
);
create index assistance_letters_asked on assistance_letters (asked, id desc);
create index assistance_letters_asker on assistance_letters (asker, id desc);
create index assistance_letters_case on assistance_letters (county_code, case_id) where case_id is not null;
create index assistance_letters_due on assistance_letters (due_at) where state = 'sent' and told_late_at is null;
create index assistance_letters_period on assistance_letters (period_until) where period is not null and pause_ended_at is null;
call guard.protect_joint('assistance_letters', 'id');
revoke update, delete on assistance_letters from enforcement_app;
grant update (state, items, answer, told_late_at, pause_ended_at) on assistance_letters to enforcement_app;
