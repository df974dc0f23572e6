-- The dated power and duty list and the kinds of legal documents. Reference data of the whole installation: the same for every county, so it
-- carries no county code and no row-level security. A row is never changed or removed: a new wording supersedes it, and a later version of a
-- matter sets the last day of the one before. What a case was decided on can therefore always be shown again.

create table data_imports (
    -- Given before the rows are written; the record with its counts follows in the same transaction.
    id bigint primary key,
    kind text not null,
    file_name text not null,
    content_hash text not null,
    document text not null default '',
    document_date date,
    rows integer not null,
    added integer not null,
    changed integer not null,
    ended integer not null,
    imported_by text not null,
    imported_at timestamptz not null
);

create index data_imports_kind on data_imports (kind, id desc);

create table matters (
    code text primary key,
    import_id bigint not null references data_imports deferrable initially deferred
);

create table matter_versions (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null references matters,
    variant text not null check (variant in ('', 'person', 'unit')),
    valid_from date not null,
    stated_to date,
    -- Inclusive; null is until further notice. Set by the version that follows.
    valid_to date,
    name_zh text not null,
    name_en text not null,
    category text not null check (category in
        ('permit', 'penalty', 'payment', 'compulsion', 'confirmation', 'adjudication', 'levy', 'inspection', 'other')),
    field text not null,
    department text not null,
    power_source text not null check (power_source in ('own', 'delegated', 'entrusted', 'county')),
    usual_handler text not null check (usual_handler in ('township', 'county', 'joint')),
    basis_zh text not null,
    basis_en text not null,
    summary_zh text not null,
    summary_en text not null,
    facts text[] not null,
    limitation_years smallint not null check (limitation_years in (2, 5)),
    source_tag text not null,
    dates_tag text not null,
    confirmed boolean not null,
    confirmed_by text not null,
    note_zh text not null,
    note_en text not null,
    check (valid_to >= valid_from)
);

create unique index matter_versions_current on matter_versions (row_key) where superseded_by is null;
create index matter_versions_code on matter_versions (code, variant, valid_from) where superseded_by is null;

create table matter_penalties (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null references matters,
    variant text not null,
    valid_from date not null,
    line integer not null,
    kind text not null,
    party_kind text not null,
    minimum numeric,
    maximum numeric,
    unit text not null,
    measured_by text not null,
    condition_zh text not null,
    condition_en text not null,
    wording_zh text not null,
    wording_en text not null,
    discretionary boolean not null,
    check (minimum <= maximum)
);

create unique index matter_penalties_current on matter_penalties (row_key) where superseded_by is null;

create table matter_thresholds (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null,
    variant text not null,
    result text not null check (result in ('major', 'cross-region', 'crime')),
    fact text not null,
    at_least text not null,
    reason_zh text not null,
    reason_en text not null,
    source_tag text not null
);

create unique index matter_thresholds_current on matter_thresholds (row_key) where superseded_by is null;

create table matter_duties (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    category text not null,
    kind text not null check (kind in ('duty', 'accountability')),
    line integer not null,
    stage text not null,
    text_zh text not null,
    text_en text not null,
    basis_zh text not null,
    source_tag text not null
);

create unique index matter_duties_current on matter_duties (row_key) where superseded_by is null;

-- One township, one list: which body may act on a matter, from when, until when, by which paper.
create table matter_townships (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null references matters,
    variant text not null,
    -- A township's nine digits, or a region's 2, 4 or 6, or * for all.
    scope text not null check (scope ~ '^(\*|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$'),
    kinds text[] not null,
    held_from date not null,
    held_to date,
    document text not null,
    document_date date,
    acceptance_paper text not null,
    recall_document text not null,
    recall_date date,
    source_tag text not null,
    note_zh text not null,
    note_en text not null,
    check (held_to >= held_from)
);

create unique index matter_townships_current on matter_townships (row_key) where superseded_by is null;

create table document_kinds (
    id bigint generated always as identity primary key,
    row_key text not null,
    row_group text not null,
    row_hash text not null,
    import_id bigint not null references data_imports deferrable initially deferred,
    superseded_by bigint references data_imports deferrable initially deferred,
    code text not null,
    name_zh text not null,
    name_en text not null,
    step text not null,
    fields_zh text[] not null,
    fields_en text[] not null,
    signers text[] not null,
    served boolean not null,
    audience text not null check (audience in ('internal', 'external', 'both')),
    word text not null,
    source_tag text not null
);

create unique index document_kinds_current on document_kinds (row_key) where superseded_by is null;

-- An admin's import runs as the service. It may add rows and mark older ones as superseded or ended; it cannot rewrite or remove what was.
revoke update, delete on
    data_imports, matters, matter_versions, matter_penalties, matter_thresholds, matter_duties, matter_townships, document_kinds
    from enforcement_app;
grant update (superseded_by, valid_to) on matter_versions to enforcement_app;
grant update (superseded_by) on matter_penalties, matter_thresholds, matter_duties, matter_townships, document_kinds to enforcement_app;
