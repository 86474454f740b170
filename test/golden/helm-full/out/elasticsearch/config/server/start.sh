#!/bin/sh
# Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
# Elasticsearch reads users, tokens and certificates only from files beneath its configuration folder, and writes a
# keystore there. The image's folder is read-only, so the folder is put together anew at each start, in memory.
set -eu
umask 077
image=/usr/share/elasticsearch
ours=$(dirname "$0")
secrets=/run/secrets

cp -R "$image/config/." "$ES_PATH_CONF/"
chmod -R u+rwX "$ES_PATH_CONF"
for file in elasticsearch.yml roles.yml users_roles; do
  cat "$ours/$file" > "$ES_PATH_CONF/$file"
done
mkdir -p "$ES_PATH_CONF/jvm.options.d"
cat "$ours/jvm.options" > "$ES_PATH_CONF/jvm.options.d/opsctl.options"
cat "$secrets/elasticsearch-users" > "$ES_PATH_CONF/users"
cat "$secrets/elasticsearch-ca" > "$ES_PATH_CONF/ca.crt"
cat "$secrets/elasticsearch-tls" > "$ES_PATH_CONF/tls.crt"
cat "$secrets/elasticsearch-tls-key" > "$ES_PATH_CONF/tls.key"
if [ -e "$secrets/elasticsearch-service-tokens" ]; then
  cat "$secrets/elasticsearch-service-tokens" > "$ES_PATH_CONF/service_tokens"
fi

# The volume is one folder of the image; a second one would belong to root.
mkdir -p "$image/data/node" "$image/data/snapshots"

# Each mapped file counts against this limit of the whole machine, and a process that reaches it dies. Reading the files
# instead is slower, and always works.
maps=$(cat /proc/sys/vm/max_map_count)
if [ "$maps" -lt 262144 ]; then
  echo "opsctl: vm.max_map_count is $maps, below 262144: files are read without mapping them" >&2
  echo 'node.store.allow_mmap: false' >> "$ES_PATH_CONF/elasticsearch.yml"
fi

exec /usr/local/bin/docker-entrypoint.sh eswrapper
