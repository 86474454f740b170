# CoreDNS with the plugins that a cluster needs, from its module.
VERSION=v1.15.0
SRC="$OUT/src"
mkdir "$SRC"
cp main.go "$SRC"
cd "$SRC"
export GOFLAGS=-mod=mod CGO_ENABLED=0
COREDNS=$(go mod download -json "github.com/coredns/coredns@$VERSION" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
{
  echo 'module opsctl.test/coredns'
  grep -E '^go ' "$COREDNS/go.mod"
  echo "require github.com/coredns/coredns $VERSION"
} > go.mod
cat "$COREDNS/go.sum" > go.sum
go build -trimpath -ldflags '-s -w' -o "$OUT/coredns" .
cd "$OUT"
rm -rf "$SRC"
./coredns -version
