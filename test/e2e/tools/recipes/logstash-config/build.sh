# A program over a parser of Logstash's grammar.
SRC="$OUT/src"
mkdir "$SRC"
cp main.go "$SRC"
cd "$SRC"
export GOFLAGS=-mod=mod CGO_ENABLED=0
printf 'module opsctl.test/logstash-config\n\ngo 1.21\n\nrequire github.com/breml/logstash-config v0.5.3\n' > go.mod
go build -trimpath -ldflags '-s -w' -o "$OUT/logstash-config" .
cd "$OUT"
rm -rf "$SRC"
