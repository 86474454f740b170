# Filebeat without Elastic's own extensions, from its Go module. Its replacements count only in the main module, so that
# they are copied from it.
SRC="$OUT/src"
mkdir "$SRC"
cp main.go "$SRC"
cd "$SRC"
export GOFLAGS=-mod=mod CGO_ENABLED=0
BEATS=$(go mod download -json github.com/elastic/beats/v7@v7.17.29 | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
{
  echo 'module opsctl.test/filebeat'
  grep -E '^go ' "$BEATS/go.mod"
  echo 'require github.com/elastic/beats/v7 v7.17.29'
  awk '/^(replace|exclude) \(/ {inside = 1} inside || /^(replace|exclude) / {print} /^\)/ {inside = 0}' "$BEATS/go.mod"
} > go.mod
cat "$BEATS/go.sum" > go.sum
go build -trimpath -ldflags '-s -w' -o "$OUT/filebeat" .
cd "$OUT"
rm -rf "$SRC"
./filebeat version
