{{- /* Part of opsctl's chart, not to be edited: which connections there may be. Each service has one object, which names each of them. */ -}}

{{- /* NetworkPolicy of a service, for who may call it and what it may call: {root, name, service}. A connection needs both ends: the
callee's object lets in <from>-to-<to>, the caller's lets the same out. The kubelet's probes come from the node itself, which
no policy keeps out. Containers of one pod need none between them, but a service that asks itself by its own name does: the
way through its Service is one between pods for some network plugins. Who has the same ports shares one rule. */}}
{{- define "opsctl.policies" -}}
{{- $ := .root -}}
{{- $scope := . -}}
{{- if ne (toString $.Values.stack.kubernetes.networkPolicies) "false" }}
{{- $own := .service.sidecarOf | default .name }}
{{- $edges := list }}
{{- $ingress := dict }}
{{- $egress := dict }}
{{- $in := dict }}
{{- range .service.callers }}
  {{- $port := .port }}
  {{- range .from }}
    {{- $_ := set $in . (append (index $in . | default list) $port) }}
  {{- end }}
{{- end }}
{{- range $from, $ports := $in }}
{{- if eq $from "*" }}
  {{- $edges = append $edges (printf "outside-to-%s" $scope.name) }}
  {{- include "opsctl.policyRule" (dict "rules" $ingress "ports" $ports) }}
{{- else if include "opsctl.isCalled" (dict "root" $ "name" $from "scope" $scope "own" $own) }}
  {{- $edges = append $edges (printf "%s-to-%s" $from $scope.name) }}
  {{- include "opsctl.policyRule" (dict "rules" $ingress "ports" $ports "peer" (include "opsctl.peer" (dict "root" $ "name" $from "to" $scope.service))) }}
{{- end }}
{{- end }}
{{- with include "opsctl.monitoredPorts" . | fromYamlArray }}
  {{- $edges = append $edges (printf "operator-to-%s" $scope.name) }}
  {{- include "opsctl.policyRule" (dict "rules" $ingress "ports" . "peer" (include "opsctl.operatorPeer" $)) }}
{{- end }}
{{- $out := dict }}
{{- range .service.calls }}
  {{- $_ := set $out .service (append (index $out .service | default list) .port) }}
{{- end }}
{{- range $to, $ports := $out }}
{{- if include "opsctl.isCalled" (dict "root" $ "name" $to "scope" $scope "own" $own) }}
  {{- $edges = append $edges (printf "%s-to-%s" $scope.name $to) }}
  {{- /* What has the address of its node is matched by no selector of pods. */}}
  {{- $peer := ternary "" (include "opsctl.peer" (dict "root" $ "name" $to "to" $scope.service)) ((index $.Values.services $to).hostNetwork | default false) }}
  {{- include "opsctl.policyRule" (dict "rules" $egress "ports" $ports "peer" $peer) }}
{{- end }}
{{- end }}
{{- if .service.egress }}
  {{- $edges = append $edges (printf "%s-to-outside" $scope.name) }}
{{- end }}
{{- if $edges }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "opsctl.metadata" . | nindent 2 }}
  annotations:
    opsctl/edges: {{ $edges | uniq | join " " | quote }}
spec:
  podSelector:
    {{- include "opsctl.policySelector" . | nindent 4 }}
  policyTypes: [Ingress, Egress]
  {{- with $ingress }}
  ingress:
    {{- include "opsctl.policyRules" (dict "rules" . "side" "from") | trim | nindent 4 }}
  {{- end }}
  {{- if or $egress .service.egress }}
  egress:
    {{- include "opsctl.policyRules" (dict "rules" $egress "side" "to") | trim | nindent 4 }}
    {{- if .service.egress }}
    - to:
        # Without the addresses where clouds hand out the credentials of a node.
        - ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16]}
        - ipBlock: {cidr: '::/0', except: ['fe80::/10', 'fd00:ec2::/32']}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* "true" when the other end of a connection is in the stack, and in another pod: {root, name, scope (of this end), own (its workload)}. */}}
{{- define "opsctl.isCalled" -}}
{{- if hasKey .root.Values.services .name -}}
{{- if or (eq .name .scope.name) (ne (include "opsctl.workloadOf" .) .own) }}true{{ end -}}
{{- end -}}
{{- end }}

{{- /* Adds a peer to the rule of its ports: {rules (peers by ports), ports, peer}. Without a peer it is anybody. */}}
{{- define "opsctl.policyRule" -}}
{{- $ports := list -}}
{{- range .ports | uniq }}{{ $ports = append $ports (printf "{port: %d, protocol: TCP}" (int64 .)) }}{{ end -}}
{{- $key := printf "%s [%s]" (ternary "some" "all" (not (empty .peer))) (join ", " $ports) -}}
{{- $_ := set .rules $key (append (index .rules $key | default list) (.peer | default "")) -}}
{{- end }}

{{- /* {rules (as opsctl.policyRule makes them), side (from or to)} */}}
{{- define "opsctl.policyRules" -}}
{{- $side := .side -}}
{{- range $key, $peers := .rules }}
- ports: {{ trimPrefix "some " $key | trimPrefix "all " }}
  {{- if first $peers }}
  {{ $side }}:
    {{- range $peers }}
    - {{ . }}
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* The pods that a policy is for: those of the workload, and the jobs of an app, which connect as it does. {root, name, service} */}}
{{- define "opsctl.policySelector" -}}
{{- $own := .service.sidecarOf | default .name -}}
{{- if .service.migrate -}}
matchLabels:
  app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
matchExpressions:
  - {key: app.kubernetes.io/name, operator: In, values: [{{ $own | quote }}, {{ printf "%s-migrate" $own | quote }}]}
{{- else -}}
matchLabels:
  {{- include "opsctl.selector" (dict "root" .root "name" $own) | nindent 2 }}
{{- end -}}
{{- end }}

{{- /* The other end of a connection, seen from a service, in one line: {root, name, to}. */}}
{{- define "opsctl.peer" -}}
{{- $other := index .root.Values.services .name -}}
{{- $peer := dict "podSelector" (include "opsctl.policySelector" (dict "root" .root "name" .name "service" $other) | fromYaml) -}}
{{- if ne (not $other.agent) (not .to.agent) -}}
  {{- $namespace := include "opsctl.namespace" (dict "root" .root "service" $other) -}}
  {{- $_ := set $peer "namespaceSelector" (dict "matchLabels" (dict "kubernetes.io/metadata.name" $namespace)) -}}
{{- end -}}
{{- toJson $peer -}}
{{- end }}
