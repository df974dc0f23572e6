-- Where COPY puts the regions before they are compared with what is known. Empty outside that transaction.
create unlogged table region_intake (
    code text not null,
    parent text not null,
    name text not null,
    is_park boolean not null
);
grant truncate on region_intake to enforcement_app;
