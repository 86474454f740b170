#!/bin/sh
# The official image's entrypoint contract for a container that doesn't run as root.
set -eu

case ${1:-} in
  -* | *.conf) set -- redis-server "$@" ;;
esac

# Data files must not be readable by other users of the volume.
[ "${1:-}" != redis-server ] || umask 0077
exec "$@"
