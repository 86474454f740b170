#!/bin/bash
# Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
# Written by opsctl. Runs once, at the first start of an empty volume.
# Makes the roles. The server is best given SCRAM verifiers. A chart can't make them: it gives passwords, which the server
# hashes. So that none is ever in clear in a log or a statistic, this session leaves no trace of its statements.
set -euo pipefail

quote=\'
{
  printf 'SET %s;\n' 'log_statement = none' 'log_min_duration_statement = -1' 'log_min_error_statement = panic' \
    'pg_stat_statements.track = none' 'password_encryption = "scram-sha-256"'
  while read -r role secret; do
    printf 'CREATE ROLE "%s" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '\''%s'\'';\n' \
      "$role" "${secret//$quote/$quote$quote}"
  done </run/secrets/postgres-roles
} | psql -X -q -v ON_ERROR_STOP=1 --no-password -U "$POSTGRES_USER" -d "$POSTGRES_DB"
