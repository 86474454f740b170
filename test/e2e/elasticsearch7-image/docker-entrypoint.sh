#!/bin/bash
# What the official entrypoint does with our start script, and the one place where this older server differs from ours:
# settings and a privilege that it does not know.
set -e
umask 0002
settings='ingest\.geoip\.downloader|xpack\.security\.autoconfiguration'
sed -i -E "/^($settings)/d" "$ES_PATH_CONF/elasticsearch.yml"
sed -i -E '/- manage_data_stream_lifecycle$/d' "$ES_PATH_CONF/roles.yml"
[ "$1" = eswrapper ] || exec "$@"
exec /usr/share/elasticsearch/bin/elasticsearch
