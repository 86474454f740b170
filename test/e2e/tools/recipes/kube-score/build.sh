# kube-score, from its module.
export CGO_ENABLED=0 GOBIN="$OUT"
go install -trimpath -ldflags '-s -w' github.com/zegl/kube-score/cmd/kube-score@v1.20.0
"$OUT/kube-score" version
