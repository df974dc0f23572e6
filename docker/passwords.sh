#!/bin/sh
# Run once by the postgres image, after roles.sql.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
alter role enforcement_owner password :'owner';
alter role enforcement_app password :'app';
SQL
