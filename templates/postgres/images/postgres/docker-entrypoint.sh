#!/bin/bash
# The official image's entrypoint contract in short: POSTGRES_USER, POSTGRES_PASSWORD_FILE, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, PGDATA, /docker-entrypoint-initdb.d. It differs on purpose in two points: an initialisation
# that was cut short is refused at the next start, and the server never gets the password in its environment.
set -Eeuo pipefail

fail() {
  printf 'docker-entrypoint: %s\n' "$*" >&2
  exit 1
}

say() {
  printf 'docker-entrypoint: %s\n' "$*"
}

# Only the server is prepared; any other command, and questions like --version, run as they are.
[[ ${1:-} == -* ]] && set -- postgres "$@"
[[ ${1:-} == postgres ]] || exec "$@"
for word in "$@"; do
  case $word in
    -'?' | --help | --version | -V | --describe-config | -C) exec "$@" ;;
  esac
done

[[ $(id -u) != 0 ]] || fail 'run me as uid 999, not as root'
if ! mkdir -p "$PGDATA" || ! chmod 0700 "$PGDATA"; then
  fail "cannot write to $PGDATA as uid $(id -u)"
fi

# Lies beside the data, because initdb wants an empty folder.
unfinished=$(dirname "$PGDATA")/.initialising
if [[ -e $unfinished ]]; then
  fail "the first initialisation did not end, so users or tables are missing. Remove the volume and start again."
fi

if [[ -s $PGDATA/PG_VERSION ]]; then
  say 'the database exists, nothing to initialise'
  unset POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE
  exec "$@"
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
[[ -z ${POSTGRES_PASSWORD:-} || -z ${POSTGRES_PASSWORD_FILE:-} ]] || fail 'set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, not both'
password=${POSTGRES_PASSWORD:-}
[[ -z ${POSTGRES_PASSWORD_FILE:-} ]] || password=$(<"$POSTGRES_PASSWORD_FILE")
[[ -n $password ]] || fail 'POSTGRES_PASSWORD_FILE names no password'
unset POSTGRES_PASSWORD POSTGRES_PASSWORD_FILE

: >"$unfinished"
initdb_args=()
[[ -z ${POSTGRES_INITDB_ARGS:-} ]] || read -r -a initdb_args <<<"$POSTGRES_INITDB_ARGS"
# printf is a builtin: the password is in no argument list.
initdb --username="$user" --pwfile=<(printf '%s\n' "$password") "${initdb_args[@]}"

# Reachable through the socket only, so that no client meets a half-made database.
PGUSER=$user pg_ctl -w -o "$(printf '%q ' "${@:2}" -c 'listen_addresses=')" start
export PGPASSWORD=$password

run_sql() {
  psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --username "$user" "$@"
}

if [[ $database != postgres ]]; then
  run_sql --dbname postgres --set db="$database" <<<'CREATE DATABASE :"db";'
fi

for script in /docker-entrypoint-initdb.d/*; do
  case $script in
    *.sh)
      say "running $script"
      POSTGRES_USER=$user POSTGRES_DB=$database bash "$script"
      ;;
    *.sql)
      say "running $script"
      run_sql --dbname "$database" --file "$script"
      ;;
    */'*') ;;
    *) say "ignoring $script" ;;
  esac
done

pg_ctl -m fast -w stop
unset PGPASSWORD password
rm "$unfinished"
say 'initialised, starting'
exec "$@"
