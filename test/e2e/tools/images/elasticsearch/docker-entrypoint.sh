#!/bin/bash
# As the official one: `eswrapper` starts the node, settings come from the environment too, and the options of the JVM
# from the folder beside the configuration.
set -e
if [[ "$1" != eswrapper ]]; then exec "$@"; fi
export ES_PATH_CONF=${ES_PATH_CONF:-/usr/share/elasticsearch/config}
settings=()
while IFS='=' read -r name value; do
  if [[ "$name" =~ ^[a-z0-9_]+\.[a-z0-9_.]+$ ]]; then settings+=("-E$name=$value"); fi
done < <(env)
options=()
for file in "$ES_PATH_CONF"/jvm.options.d/*.options; do
  [[ -e "$file" ]] || continue
  while IFS= read -r line; do
    if [[ "$line" == -* ]]; then options+=("$line"); fi
  done < "$file"
done
export ES_JAVA_OPTS="${options[*]} ${ES_JAVA_OPTS:-}"
exec /usr/share/elasticsearch/bin/elasticsearch "${settings[@]}"
