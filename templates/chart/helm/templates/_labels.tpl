{{- /* Part of opsctl's chart, not to be edited: labels. */ -}}

{{- /* What selects the pods of a workload; it can never change: {root, name}. */}}
{{- define "opsctl.selector" -}}
app.kubernetes.io/name: {{ .name | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end }}

{{- /* Labels of pods. Nothing that changes with the chart's version: every pod would be replaced for it. {root, name, service} */}}
{{- define "opsctl.podLabels" -}}
{{ include "opsctl.selector" . }}
app.kubernetes.io/component: {{ .service.component | quote }}
app.kubernetes.io/part-of: opsctl
opsctl/component: {{ .service.component | quote }}
{{- end }}

{{- /* Labels of every other object: {root, name, component}. */}}
{{- define "opsctl.labels" -}}
{{ include "opsctl.selector" . }}
app.kubernetes.io/component: {{ .component | quote }}
app.kubernetes.io/part-of: opsctl
app.kubernetes.io/managed-by: {{ .root.Release.Service | quote }}
helm.sh/chart: {{ include "opsctl.chart" .root | quote }}
{{- end }}

{{- /* metadata of an object that belongs to a service: {root, name (of the service), service}, objectName where it has another. */}}
{{- define "opsctl.metadata" -}}
name: {{ .objectName | default .name | quote }}
namespace: {{ include "opsctl.namespace" . | quote }}
labels:
  {{- include "opsctl.labels" (dict "root" .root "name" .name "component" .service.component) | nindent 2 }}
{{- end }}
