{{- /* Part of opsctl's chart, not to be edited: Services, Ingress and route. */ -}}

{{- /* The Service of a service, under its own name, as the native configuration calls it. {root, name, service} */}}
{{- define "opsctl.service" -}}
{{- $ := .root -}}
{{- $service := .service -}}
{{- if $service.ports }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "opsctl.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  {{- if $service.headless }}
  {{- /* Its name answers with the address of each pod. */}}
  clusterIP: None
  {{- end }}
  {{- if $service.agent }}
  {{- /* An agent that is not ready must be seen as down, not as gone. */}}
  publishNotReadyAddresses: true
  {{- end }}
  selector:
    {{- include "opsctl.selector" (dict "root" $ "name" ($service.sidecarOf | default .name)) | nindent 4 }}
  ports:
    {{- include "opsctl.servicePorts" (dict "ports" $service.ports "inside" true "byNumber" $service.sidecarOf) | trim | nindent 4 }}
{{- end }}
{{- end }}

{{- /* Ports of a Service. Inside of the stack a port has the number it has on Compose; where it has another for those outside, it
has both. Containers of one pod may give a port the same name, of which the first would be taken: those of sidecars go by number.
{ports, inside, byNumber} */}}
{{- define "opsctl.servicePorts" -}}
{{- $inside := .inside -}}
{{- $byNumber := .byNumber -}}
{{- range .ports -}}
{{- if $inside }}
- {name: {{ .name | quote }}, port: {{ .port | int64 }}, targetPort: {{ if $byNumber }}{{ .port | int64 }}{{ else }}{{ .name | quote }}{{ end }}, protocol: TCP}
{{- end }}
{{- if and .outside (or (not $inside) (and .servicePort (ne (int64 .servicePort) (int64 .port)))) }}
- {name: {{ ternary (printf "%s-public" .name) .name $inside | quote }}, port: {{ .servicePort | default .port | int64 }}, targetPort: {{ .name | quote }}, protocol: TCP}
{{- end }}
{{- end -}}
{{- end }}

{{- /* The ports that are reached from outside, where the cluster shall publish them. Apart from the Service that the stack itself uses:
what only Prometheus asks must not be published with them. {root, name, service} */}}
{{- define "opsctl.publicService" -}}
{{- $type := .root.Values.stack.kubernetes.service | default "ClusterIP" -}}
{{- if ne $type "ClusterIP" }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "opsctl.metadata" (merge (dict "objectName" (printf "%s-public" .name)) .) | nindent 2 }}
spec:
  type: {{ $type }}
  {{- if eq $type "LoadBalancer" }}
  {{- /* Cluster would put the address of a node in the place of each client's; limits and logs go by the client. */}}
  externalTrafficPolicy: Local
  {{- end }}
  selector:
    {{- include "opsctl.selector" . | nindent 4 }}
  ports:
    {{- include "opsctl.servicePorts" (dict "ports" .service.ports "inside" false) | trim | nindent 4 }}
{{- end }}
{{- end }}

{{- /* The port of the gateway that an Ingress or a route leads to, as a number: plain http, since TLS ends before it. */}}
{{- define "opsctl.entryPort" -}}
{{- $entry := dict -}}
{{- range .service.ports -}}
  {{- if and .outside (or (not $entry.port) (eq .name "http")) }}{{ $_ := set $entry "port" .port }}{{ end -}}
{{- end -}}
{{- int64 $entry.port -}}
{{- end }}

{{- /* {root, name, service} */}}
{{- define "opsctl.ingress" -}}
{{- $scope := . -}}
{{- with .root.Values.stack.kubernetes.ingress }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "opsctl.metadata" $scope | nindent 2 }}
  {{- if dig "tls" "issuer" "" . }}
  annotations:
    cert-manager.io/cluster-issuer: {{ .tls.issuer | quote }}
  {{- end }}
spec:
  {{- with .class }}
  ingressClassName: {{ . | quote }}
  {{- end }}
  rules:
    {{- range .hosts }}
    - host: {{ . | quote }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {{ $scope.name | quote }}
                port:
                  number: {{ include "opsctl.entryPort" $scope }}
    {{- end }}
  {{- if .tls }}
  tls:
    - hosts:
        {{- toYaml .hosts | nindent 8 }}
      {{- /* Of the person's own, or where cert-manager puts what it gets. */}}
      secretName: {{ .tls.secret | default (printf "%s-ingress-tls" $scope.name) | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* {root, name, service} */}}
{{- define "opsctl.httpRoute" -}}
{{- $scope := . -}}
{{- with .root.Values.stack.kubernetes.gatewayApi }}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  {{- include "opsctl.metadata" $scope | nindent 2 }}
spec:
  parentRefs:
    - name: {{ .gateway | quote }}
      {{- with .namespace }}
      namespace: {{ . | quote }}
      {{- end }}
  {{- with .hosts }}
  hostnames:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    - backendRefs:
        - name: {{ $scope.name | quote }}
          port: {{ include "opsctl.entryPort" $scope }}
{{- end }}
{{- end }}
