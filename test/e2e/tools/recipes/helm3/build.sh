# Helm 3, from its module.
export CGO_ENABLED=0 GOBIN="$OUT"
go install -trimpath -ldflags '-s -w -X helm.sh/helm/v3/internal/version.version=v3.22.0' helm.sh/helm/v3/cmd/helm@v3.22.0
"$OUT/helm" version --short
