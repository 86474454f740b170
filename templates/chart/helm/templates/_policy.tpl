{{- /* Part of opsctl's chart, not to be edited: which connections there may be. Each allowed one is an object that is named after it. */ -}}

{{- /* NetworkPolicies of a service, for who may call it and what it may call: {root, name, service}. A connection needs both ends: its
policy at the callee is named <from>-to-<to>, the one at the caller has -out at the end. The kubelet's probes come from the
node itself, which no policy keeps out. Containers of one pod need none between them, but a service that asks itself by its
own name does: the way through its Service is one between pods for some network plugins. */}}
{{- define "opsctl.policies" -}}
{{- $ := .root -}}
{{- $scope := . -}}
{{- if ne (toString $.Values.stack.kubernetes.networkPolicies) "false" }}
{{- $own := .service.sidecarOf | default .name }}
{{- $in := dict }}
{{- range .service.callers }}
  {{- $port := .port }}
  {{- range .from }}
    {{- $_ := set $in . (append (index $in . | default list) $port) }}
  {{- end }}
{{- end }}
{{- range $from, $ports := $in }}
{{- if eq $from "*" }}
{{- include "opsctl.policyIn" (dict "scope" $scope "objectName" (printf "outside-to-%s" $scope.name) "ports" $ports) }}
{{- else if hasKey $.Values.services $from }}
{{- if or (eq $from $scope.name) (ne (include "opsctl.workloadOf" (dict "root" $ "name" $from)) $own) }}
{{- $peer := include "opsctl.peer" (dict "root" $ "name" $from "to" $scope.service) }}
{{- include "opsctl.policyIn" (dict "scope" $scope "objectName" (printf "%s-to-%s" $from $scope.name) "ports" $ports "peer" $peer) }}
{{- end }}
{{- end }}
{{- end }}
{{- $out := dict }}
{{- range .service.calls }}
  {{- $_ := set $out .service (append (index $out .service | default list) .port) }}
{{- end }}
{{- range $to, $ports := $out }}
{{- if hasKey $.Values.services $to }}
{{- if or (eq $to $scope.name) (ne (include "opsctl.workloadOf" (dict "root" $ "name" $to)) $own) }}
{{- include "opsctl.policyOut" (dict "scope" $scope "to" $to "ports" $ports) }}
{{- end }}
{{- end }}
{{- end }}
{{- if .service.egress }}
{{- include "opsctl.policyOutside" $scope }}
{{- end }}
{{- end }}
{{- end }}

{{- /* {scope, objectName, ports}, peer where only it may call */}}
{{- define "opsctl.policyIn" }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "opsctl.metadata" (merge (dict "objectName" .objectName) .scope) | nindent 2 }}
spec:
  podSelector:
    {{- include "opsctl.policySelector" .scope | nindent 4 }}
  policyTypes: [Ingress]
  ingress:
    - ports:
        {{- include "opsctl.policyPorts" .ports | nindent 8 }}
      {{- with .peer }}
      from:
        {{- . | nindent 8 }}
      {{- end }}
{{- end }}

{{- /* {scope, to, ports} */}}
{{- define "opsctl.policyOut" -}}
{{- $ := .scope.root -}}
{{- $target := index $.Values.services .to }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "opsctl.metadata" (merge (dict "objectName" (printf "%s-to-%s-out" .scope.name .to)) .scope) | nindent 2 }}
spec:
  podSelector:
    {{- include "opsctl.policySelector" .scope | nindent 4 }}
  policyTypes: [Egress]
  egress:
    - ports:
        {{- include "opsctl.policyPorts" .ports | nindent 8 }}
      {{- if not $target.hostNetwork }}
      to:
        {{- include "opsctl.peer" (dict "root" $ "name" .to "to" .scope.service) | nindent 8 }}
      {{- else }}
      # It has the address of its node, which no selector of pods matches.
      {{- end }}
{{- end }}

{{- /* Whoever may call out of the stack. {root, name, service} */}}
{{- define "opsctl.policyOutside" }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "opsctl.metadata" (merge (dict "objectName" (printf "%s-to-outside" .name)) .) | nindent 2 }}
spec:
  podSelector:
    {{- include "opsctl.policySelector" . | nindent 4 }}
  policyTypes: [Egress]
  egress:
    - to:
        # Without the addresses where clouds hand out the credentials of a node.
        - ipBlock:
            cidr: 0.0.0.0/0
            except: [169.254.0.0/16]
        - ipBlock:
            cidr: ::/0
            except: ['fe80::/10', 'fd00:ec2::/32']
{{- end }}

{{- /* The pods that a policy is for: those of the workload, and the jobs of an app, which connect as it does. {root, name, service} */}}
{{- define "opsctl.policySelector" -}}
{{- $own := .service.sidecarOf | default .name -}}
{{- if .service.migrate -}}
matchLabels:
  app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
matchExpressions:
  - key: app.kubernetes.io/name
    operator: In
    values: [{{ $own | quote }}, {{ printf "%s-migrate" $own | quote }}]
{{- else -}}
matchLabels:
  {{- include "opsctl.selector" (dict "root" .root "name" $own) | nindent 2 }}
{{- end -}}
{{- end }}

{{- /* The other end of a connection, seen from a service: {root, name, to}. */}}
{{- define "opsctl.peer" -}}
{{- $other := index .root.Values.services .name -}}
- podSelector:
    {{- include "opsctl.policySelector" (dict "root" .root "name" .name "service" $other) | nindent 4 }}
  {{- if ne (not $other.agent) (not .to.agent) }}
  namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ include "opsctl.namespace" (dict "root" .root "service" $other) | quote }}
  {{- end }}
{{- end }}

{{- define "opsctl.policyPorts" -}}
{{- range . | uniq }}
- port: {{ int64 . }}
  protocol: TCP
{{- end }}
{{- end }}
