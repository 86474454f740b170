{{- /* Part of opsctl's chart, not to be edited: objects for a Prometheus operator. The stack's own Prometheus works without them. */ -}}

{{- /* ServiceMonitor of a service, and the way in for the operator's Prometheus: {root, name, service}. */}}
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
        # The rules and dashboards ask for the job names of the stack's own Prometheus.
        - targetLabel: job
          replacement: {{ $monitor.job | quote }}
{{- if ne (toString $.Values.stack.kubernetes.networkPolicies) "false" }}
{{- $ports := list }}
{{- range .service.ports }}{{ if eq .name $monitor.port }}{{ $ports = append $ports .port }}{{ end }}{{ end }}
{{- with $ports }}
{{- include "opsctl.policyIn" (dict "scope" $scope "objectName" (printf "operator-to-%s" $scope.name) "ports" . "peer" (include "opsctl.operatorPeer" $)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The Prometheus of an operator, in whatever namespace it is. */}}
{{- define "opsctl.operatorPeer" -}}
- namespaceSelector: {}
  podSelector:
    matchLabels:
      app.kubernetes.io/name: prometheus
      app.kubernetes.io/managed-by: prometheus-operator
{{- end }}
