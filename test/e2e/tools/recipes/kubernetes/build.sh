# The Kubernetes programs, from their module. In it the libraries are folders of the same repository (staging): a module
# of our own names the published ones instead. Clients read the version that the linker sets.
VERSION=1.34.1
LIBRARIES=v0.34.1
SRC="$OUT/src"
mkdir "$SRC"
cd "$SRC"
export GOFLAGS=-mod=mod CGO_ENABLED=0
KUBERNETES=$(go mod download -json "k8s.io/kubernetes@v$VERSION" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
sed -E -e 's#^module .*#module opsctl.test/kubernetes#' \
  -e "s#^(\tk8s.io/[a-z0-9-]+) v0\.0\.0\$#\1 $LIBRARIES#" \
  -e "s#=> \./staging/src/(k8s.io/[a-z0-9-]+)\$#=> \1 $LIBRARIES#" "$KUBERNETES/go.mod" > go.mod
echo "require k8s.io/kubernetes v$VERSION" >> go.mod
cat "$KUBERNETES/go.sum" > go.sum
P=k8s.io/component-base/version
go build -trimpath -ldflags "-s -w -X $P.gitVersion=v$VERSION -X $P.gitMajor=1 -X $P.gitMinor=34" -o "$OUT/" \
  k8s.io/kubernetes/cmd/kube-apiserver k8s.io/kubernetes/cmd/kube-controller-manager \
  k8s.io/kubernetes/cmd/kube-scheduler k8s.io/kubernetes/cmd/kubelet k8s.io/kubernetes/cmd/kube-proxy \
  k8s.io/kubernetes/cmd/kubectl
cd "$OUT"
rm -rf "$SRC"
./kubectl version --client
