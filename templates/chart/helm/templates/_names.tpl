{{- /* Part of opsctl's chart, not to be edited: names, namespaces, and what the cluster knows. */ -}}

{{- /* Name and version of the chart, as the label helm.sh/chart wants it. */}}
{{- define "opsctl.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- /* Namespace of the agents, which read the nodes and so can't pass Pod Security restricted. */}}
{{- define "opsctl.agentsNamespace" -}}
{{- .Values.stack.kubernetes.agentsNamespace | default (printf "%s-agents" .Release.Namespace) -}}
{{- end }}

{{- /* Namespace of a service: {root, service}. */}}
{{- define "opsctl.namespace" -}}
{{- if .service.agent }}{{ include "opsctl.agentsNamespace" .root }}{{ else }}{{ .root.Release.Namespace }}{{ end -}}
{{- end }}

{{- /* The namespace that a service is not in: {root, service}. */}}
{{- define "opsctl.otherNamespace" -}}
{{- if .service.agent }}{{ .root.Release.Namespace }}{{ else }}{{ include "opsctl.agentsNamespace" .root }}{{ end -}}
{{- end }}

{{- /* Name of the workload whose pods a service runs in, which is its own but for a sidecar: {root, name}. */}}
{{- define "opsctl.workloadOf" -}}
{{- $service := index .root.Values.services .name -}}
{{- $service.sidecarOf | default .name -}}
{{- end }}

{{- /* "true" where the cluster is of this version or newer: {root, version}. */}}
{{- define "opsctl.knows" -}}
{{- if semverCompare (printf ">=%s-0" .version) .root.Capabilities.KubeVersion.Version }}true{{ end -}}
{{- end }}

{{- /* "true" where objects of the Prometheus operator are written. */}}
{{- define "opsctl.operator" -}}
{{- $wish := dig "operator" "auto" (.Values.stack.monitoring | default dict) -}}
{{- if or (eq $wish "on") (and (eq $wish "auto") (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor")) }}true{{ end -}}
{{- end }}

{{- /* Seconds between the moment a pod is told to end and the signal to its process: {service}. Until then it still
serves, for whoever has not heard: DNS keeps an address of an app for up to 30 s, load balancers look every few. */}}
{{- define "opsctl.drainSeconds" -}}
{{- if eq .service.component "app" }}30{{ else if eq .service.component "gateway" }}10{{ else }}0{{ end -}}
{{- end }}
