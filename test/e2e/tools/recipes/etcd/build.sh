# etcd, from its module. Debian's is too old for the watches of current clients: they fall back, seconds late.
VERSION=v3.6.4
SRC="$OUT/src"
mkdir "$SRC"
cd "$SRC"
export GOFLAGS=-mod=mod CGO_ENABLED=0
ETCD=$(go mod download -json "go.etcd.io/etcd/server/v3@$VERSION" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
{
  echo 'module opsctl.test/etcd'
  grep -E '^go ' "$ETCD/go.mod"
  echo "require go.etcd.io/etcd/server/v3 $VERSION"
} > go.mod
cat "$ETCD/go.sum" > go.sum
go build -trimpath -ldflags '-s -w' -o "$OUT/etcd" go.etcd.io/etcd/server/v3
cd "$OUT"
rm -rf "$SRC"
./etcd --version
