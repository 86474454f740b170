{{- /* Part of opsctl's chart, not to be edited: ConfigMaps, and the digests that roll pods. */ -}}

{{- /* Content of a file of the values, or an error that names it. It is a value: it is never run as a template. {root, file} */}}
{{- define "opsctl.file" -}}
{{- if not (hasKey .root.Values.files .file) }}{{ fail (printf "values: files has no %q" .file) }}{{ end -}}
{{- index .root.Values.files .file -}}
{{- end }}

{{- /* ConfigMaps of a service. A folder that two services mount is written with the first of them: {root, name, service}. */}}
{{- define "opsctl.configMaps" -}}
{{- $ := .root -}}
{{- $scope := . -}}
{{- $namespace := include "opsctl.namespace" . -}}
{{- $taken := dict -}}
{{- range $name, $service := $.Values.services -}}
  {{- if and (lt $name $scope.name) (eq (include "opsctl.namespace" (dict "root" $ "service" $service)) $namespace) -}}
    {{- range $service.config }}{{ $_ := set $taken .name true }}{{ end -}}
  {{- end -}}
{{- end -}}
{{- range .service.config }}
{{- if not (hasKey $taken .name) }}
{{- $data := dict }}
{{- $dashboards := false }}
{{- range .items }}
  {{- $_ := set $data .key (include "opsctl.file" (dict "root" $ "file" .file)) }}
  {{- if has .file ($.Values.operator.dashboards | default list) }}{{ $dashboards = true }}{{ end }}
{{- end }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  {{- include "opsctl.metadata" (merge (dict "objectName" .name) $scope) | nindent 2 }}
    {{- if and $dashboards (include "opsctl.operator" $) }}
    {{- /* What the Grafana that comes with an operator looks for; of such a ConfigMap it takes the files that are dashboards. */}}
    grafana_dashboard: "1"
    {{- end }}
data:
  {{- include "opsctl.data" $data | nindent 1 }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Texts by key, byte for byte. As blocks, which can be read in a diff; quoted where a block would not keep its line ends. A block
that begins with text needs a single blank before each of its many lines. */}}
{{- define "opsctl.data" -}}
{{- range $key, $text := . -}}
{{- if or (hasSuffix "\n\n" $text) (regexMatch "[^\t\n\\x20-\\x7e\\p{L}\\p{N}\\p{P}\\p{S}\\p{M}]" $text) -}}
{{ $key | quote }}: {{ $text | quote }}
{{ else if regexMatch "^[ \\n]" $text -}}
{{ toYaml (dict $key $text) }}
{{ else -}}
{{ toYaml (dict $key $text) | replace "\n  " "\n " }}
{{ end -}}
{{- end -}}
{{- end }}

{{- /* Digest of all configuration of a service, for charts that nobody reloads: {root, service}. */}}
{{- define "opsctl.configDigest" -}}
{{- $ := .root -}}
{{- $lines := list -}}
{{- range .service.config -}}
  {{- range .items -}}
    {{- $lines = append $lines (printf "%s %s" .path (include "opsctl.file" (dict "root" $ "file" .file) | sha256sum)) -}}
  {{- end -}}
{{- end -}}
{{- if $lines }}{{ $lines | join "\n" | sha256sum }}{{ end -}}
{{- end }}

{{- /* Annotations of pods: what they say has changed replaces the pod. {root, name, service, containers} */}}
{{- define "opsctl.podAnnotations" -}}
{{- $ := .root -}}
{{- $config := list -}}
{{- $reloadable := list -}}
{{- $secrets := list -}}
{{- range .containers -}}
  {{- if .service.configHash }}{{ $config = append $config .service.configHash }}{{ end -}}
  {{- with include "opsctl.configDigest" (dict "root" $ "service" .service) }}{{ $reloadable = append $reloadable . }}{{ end -}}
  {{- with include "opsctl.secrets.digest" (list $ .name) }}{{ $secrets = append $secrets . }}{{ end -}}
{{- end -}}
kubectl.kubernetes.io/default-container: {{ .name | quote }}
{{- with $config }}
opsctl/config-sha256: {{ include "opsctl.joinDigests" . | quote }}
{{- end }}
{{- if and $.Values.rollOnReloadable $reloadable }}
opsctl/files-sha256: {{ include "opsctl.joinDigests" $reloadable | quote }}
{{- end }}
{{- with $secrets }}
opsctl/secrets-sha256: {{ include "opsctl.joinDigests" . | quote }}
{{- end }}
{{- end }}

{{- /* One digest stays as it is, so that it can be compared; of several one is made. */}}
{{- define "opsctl.joinDigests" -}}
{{- if eq (len .) 1 }}{{ first . }}{{ else }}{{ join "\n" . | sha256sum }}{{ end -}}
{{- end }}
