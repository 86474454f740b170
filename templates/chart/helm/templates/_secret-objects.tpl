{{- /* Part of opsctl's chart, not to be edited. {root, name, namespace, data}: one Secret of the chart's own. */ -}}
{{- define "opsctl.secrets.write" }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .name }}
  namespace: {{ .namespace }}
  labels:
    {{- include "opsctl.labels" (dict "root" .root "name" .name "component" (trimSuffix "-secrets" .name)) | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
type: Opaque
data:
  {{- $placeholder := include "opsctl.secrets.placeholder" .root }}
  {{- range $key, $value := .data }}
  {{ $key }}: {{ ternary $placeholder ($value | b64enc) (eq $value $placeholder) | quote }}
  {{- end }}
{{- end }}

{{- /* {root, name, namespace, keys}: one ExternalSecret that fetches a Secret of the same name. */ -}}
{{- define "opsctl.secrets.fetch" }}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  namespace: {{ .namespace }}
  labels:
    {{- include "opsctl.labels" (dict "root" .root "name" .name "component" (trimSuffix "-secrets" .name)) | nindent 4 }}
spec:
  refreshInterval: 1h
  secretStoreRef:
    kind: ClusterSecretStore
    name: {{ required "secrets.store: name the ClusterSecretStore that the values are fetched from" .root.Values.secrets.store }}
  target:
    name: {{ .name }}
    creationPolicy: Owner
    deletionPolicy: Retain
  data:
    {{- range $name, $key := .keys }}
    - secretKey: {{ $key }}
      remoteRef:
        key: {{ printf "%s/%s" $.root.Values.stack.project $name }}
    {{- end }}
{{- end }}
