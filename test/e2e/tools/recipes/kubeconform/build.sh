# kubeconform, from its module.
export CGO_ENABLED=0 GOBIN="$OUT"
go install -trimpath -ldflags '-s -w' github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
"$OUT/kubeconform" -v
