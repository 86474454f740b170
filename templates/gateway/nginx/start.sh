#!/bin/sh
# Starts nginx with the name servers of its container, which nginx does not look for by itself.
set -eu
servers=
while read -r word address _; do
  case $word:$address in
    nameserver:*:*) servers="$servers [$address]" ;;
    nameserver:*) servers="$servers $address" ;;
  esac
done </etc/resolv.conf
if [ -z "$servers" ]; then
  echo 'opsctl: /etc/resolv.conf names no name server' >&2
  exit 1
fi
echo "resolver$servers valid=2s;" >/tmp/resolver.conf
exec nginx "$@"
