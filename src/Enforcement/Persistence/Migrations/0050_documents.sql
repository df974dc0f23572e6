-- Legal documents 执法文书 of a case. A draft has no text of its own: it is read from the case until somebody approves it. Then the text is frozen
-- with its number and its hash, and nothing may change it, not even the service itself.
create table documents (
    county_code text not null,
    id uuid not null,
    case_id uuid not null,
    kind text not null,                        -- number in the list of kinds: F2 is the penalty decision
    ordinal integer not null,                  -- the how many-th of its kind in the case
    title text not null,
    issuer text not null,                      -- in whose name it is made
    node text not null,
    task_id uuid,
    about_id uuid,                             -- a service receipt: the document whose service it proves
    state text not null check (state in ('draft', 'approved', 'served', 'void')),
    drafted_by uuid not null,
    drafted_at timestamptz not null,
    -- Frozen at approval.
    number text,
    html text,
    sha256 bytea,
    template_version text,
    approved_by uuid,
    approved_for uuid,                         -- the absent head somebody stood in for
    approved_at timestamptz,
    -- Afterwards.
    served_on date,
    served_way text,
    served_by uuid,
    served_at timestamptz,
    replaced_by uuid,                          -- a newer one of its kind took its place; it stays as it was
    voided_by uuid,
    voided_at timestamptz,
    void_reason text,
    primary key (county_code, id),
    foreign key (county_code, case_id) references cases (county_code, id),
    unique (county_code, case_id, kind, ordinal),
    check ((state = 'draft') = (html is null)),
    check ((html is null) = (sha256 is null) and (html is null) = (approved_at is null)),
    check ((state = 'void') = (voided_at is not null)),
    check (state <> 'served' or (served_on is not null and served_way is not null))
);
create index documents_number on documents (number) where number is not null;

call guard.protect('documents', 'case_id');

create function guard.keep_frozen_document() returns trigger
    language plpgsql
as $$
begin
    if (new.county_code, new.id, new.case_id, new.kind, new.ordinal, new.title, new.issuer, new.drafted_by, new.drafted_at)
        is distinct from (old.county_code, old.id, old.case_id, old.kind, old.ordinal, old.title, old.issuer, old.drafted_by, old.drafted_at)
        or old.state <> 'draft' and (
            new.state = 'draft'
            or old.state = 'void'
            or (new.number, new.html, new.sha256, new.template_version, new.approved_by, new.approved_for, new.approved_at)
                is distinct from (old.number, old.html, old.sha256, old.template_version, old.approved_by, old.approved_for, old.approved_at)
            or old.state = 'served' and (new.state, new.served_on, new.served_way) is distinct from (old.state, old.served_on, old.served_way))
    then
        raise exception 'the text of an approved document is frozen' using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger keep_frozen before update on documents for each row execute function guard.keep_frozen_document();

revoke delete on documents from enforcement_app;

-- Lists show who drafted and approved by name. As the invoker, so that row-level security asks for the reader's own scope.
create view document_list with (security_invoker = true) as
select
    d.county_code, d.id, d.case_id, c.number as case_number, d.kind, d.ordinal, d.title, d.issuer, d.node, d.about_id, d.state, d.number,
    d.drafted_at, da.name as drafted_by_name, d.approved_at, aa.name as approved_by_name, fa.name as approved_for_name,
    d.served_on, d.served_way, d.replaced_by, d.voided_at, d.void_reason, encode(d.sha256, 'hex') as sha256
from documents d
join cases c on c.county_code = d.county_code and c.id = d.case_id
left join accounts da on da.id = d.drafted_by
left join accounts aa on aa.id = d.approved_by
left join accounts fa on fa.id = d.approved_for;
