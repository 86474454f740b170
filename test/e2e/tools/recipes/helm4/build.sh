# Helm 4, from its module.
export CGO_ENABLED=0 GOBIN="$OUT"
go install -trimpath -ldflags '-s -w -X helm.sh/helm/v4/internal/version.version=v4.3.1' helm.sh/helm/v4/cmd/helm@v4.3.1
"$OUT/helm" version --short
