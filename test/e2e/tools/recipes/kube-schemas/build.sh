# What objects of Kubernetes may hold: `crds`, the definitions of operators' own kinds as their authors publish them, and
# a folder for each of the three newest minors in the layout of kubeconform, made from the API server's description.
export GOFLAGS=-mod=mod
of() { go mod download -json "$1" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p'; }
mkdir "$OUT/crds"
take() { for file in "$@"; do sed '/^---$/d' "$file" > "$OUT/crds/$(basename "$file")"; done; }
MONITORING=$(of github.com/prometheus-operator/prometheus-operator@v0.85.0)/example/prometheus-operator-crd/monitoring.coreos.com
for kind in alertmanagerconfigs podmonitors probes prometheusrules servicemonitors; do
  take "${MONITORING}_$kind.yaml"
done
GATEWAY=$(of sigs.k8s.io/gateway-api@v1.4.1)/config/crd/standard/gateway.networking.k8s.io
for kind in gatewayclasses gateways grpcroutes httproutes referencegrants; do take "${GATEWAY}_$kind.yaml"; done
CERTIFICATES=$(of github.com/cert-manager/cert-manager@v1.21.2)/deploy/crds/cert-manager.io
for kind in certificates clusterissuers issuers; do take "${CERTIFICATES}_$kind.yaml"; done
SECRETS=$(of github.com/external-secrets/external-secrets@v1.3.2)/config/crds/bases/external-secrets.io
take "${SECRETS}_externalsecrets.yaml"
for version in v1.34.1 v1.35.4 v1.36.3; do
  node convert.js "$(of "k8s.io/kubernetes@$version")/api/openapi-spec/swagger.json" "$OUT/crds" \
    "$OUT/$version-standalone-strict"
done
