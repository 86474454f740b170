#!/bin/bash
# Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
# Written by opsctl. Runs once, at the first start of an empty volume.
# Makes the roles. The server gets SCRAM verifiers, so no password is in clear in any log.
set -euo pipefail

while read -r role verifier; do
  printf 'CREATE ROLE "%s" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '\''%s'\'';\n' "$role" "$verifier"
done </run/secrets/postgres-roles | psql -X -q -v ON_ERROR_STOP=1 --no-password -U "$POSTGRES_USER" -d "$POSTGRES_DB"
