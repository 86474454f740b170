# kwok, from its module, with the stages that say how pretended nodes and pods live: the program alone does nothing.
VERSION=v0.8.0
export CGO_ENABLED=0 GOBIN="$OUT"
go install -trimpath -ldflags '-s -w' "sigs.k8s.io/kwok/cmd/kwok@$VERSION"
KWOK=$(go mod download -json "sigs.k8s.io/kwok@$VERSION" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
mkdir "$OUT/stages"
cp "$KWOK"/kustomize/stage/pod/fast/pod-*.yaml "$KWOK"/kustomize/stage/node/fast/node-*.yaml \
  "$KWOK"/kustomize/stage/node/heartbeat-with-lease/node-*.yaml "$OUT/stages"
"$OUT/kwok" --version
