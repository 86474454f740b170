{{- /* Part of opsctl's chart, not to be edited: objects for a Prometheus operator. The stack's own Prometheus works without them. */ -}}

{{- /* ServiceMonitor of a service; its NetworkPolicy lets the operator's Prometheus in: {root, name, service}. */}}
{{- define "opsctl.monitor" -}}
{{- $ := .root -}}
{{- $scope := . -}}
{{- $monitor := index ($.Values.operator.monitors | default dict) .name -}}
{{- if and $monitor (include "opsctl.operator" $) }}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "opsctl.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "opsctl.selector" . | nindent 6 }}
  endpoints:
    - port: {{ $monitor.port | quote }}
      path: {{ $monitor.path | quote }}
      relabelings:
        {{- /* The rules and dashboards ask for the job names of the stack's own Prometheus. */}}
        - targetLabel: job
          replacement: {{ $monitor.job | quote }}
{{- end }}
{{- end }}

{{- /* The ports of a service that the Prometheus of an operator asks, as a list: {root, name, service}. */}}
{{- define "opsctl.monitoredPorts" -}}
{{- $monitor := index (.root.Values.operator.monitors | default dict) .name -}}
{{- $ports := list -}}
{{- if and $monitor (include "opsctl.operator" .root) -}}
  {{- range .service.ports }}{{ if eq .name $monitor.port }}{{ $ports = append $ports .port }}{{ end }}{{ end -}}
{{- end -}}
{{- toYaml $ports -}}
{{- end }}

{{- /* The Prometheus of an operator, in whatever namespace it is. */}}
{{- define "opsctl.operatorPeer" -}}
{{- $labels := dict "app.kubernetes.io/name" "prometheus" "app.kubernetes.io/managed-by" "prometheus-operator" -}}
{{- toJson (dict "namespaceSelector" dict "podSelector" (dict "matchLabels" $labels)) -}}
{{- end }}
