#!/bin/sh
# Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
# Starts the exporter on a /proc whose network is the host's. /proc/net means "of whoever reads", which is this container;
# /proc/1/net is that of the host's first process. The exporter takes one folder only, so here is one made of links.
set -eu
procfs=/run/procfs
for entry in /host/proc/*; do
  name=${entry##*/}
  case $name in
    net | self | thread-self | [2-9]* | 1?*) ;;
    *) ln -sf "$entry" "$procfs/$name" ;;
  esac
done
ln -sfn /host/proc/1/net "$procfs/net"
ln -sfn /host/proc/self "$procfs/self"
exec /bin/node_exporter "$@"
