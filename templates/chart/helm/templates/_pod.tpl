{{- /* Part of opsctl's chart, not to be edited: the pod of a workload. */ -}}

{{- /* Template of a pod: {root, name, service}. It holds the container of the service and those of its sidecars. */}}
{{- define "opsctl.pod" -}}
{{- $ := .root -}}
{{- $main := dict "root" $ "name" .name "service" .service "prefix" "" -}}
{{- $sidecars := list -}}
{{- range $name, $service := $.Values.services -}}
  {{- if eq ($service.sidecarOf | default "") $main.name -}}
    {{- $sidecars = append $sidecars (dict "root" $ "name" $name "service" $service "prefix" (printf "%s-" $name) "sidecar" true) -}}
  {{- end -}}
{{- end -}}
{{- $all := prepend $sidecars $main -}}
metadata:
  labels:
    {{- include "opsctl.podLabels" $main | nindent 4 }}
  annotations:
    {{- include "opsctl.podAnnotations" (merge (dict "containers" $all) $main) | nindent 4 }}
spec:
  {{- include "opsctl.podSettings" $main | nindent 2 }}
  {{- if and $sidecars (include "opsctl.knows" (dict "root" $ "version" "1.29.0")) }}
  initContainers:
    {{- range $sidecars }}
    - {{ include "opsctl.container" (merge (dict "native" true) .) | nindent 6 | trim }}
    {{- end }}
  containers:
    - {{ include "opsctl.container" $main | nindent 6 | trim }}
  {{- else }}
  containers:
    {{- range $all }}
    - {{ include "opsctl.container" . | nindent 6 | trim }}
    {{- end }}
  {{- end }}
  volumes:
    {{- range $all }}
    {{- include "opsctl.volumes" . | trim | nindent 4 }}
    {{- end }}
    {{- with include "opsctl.sharedVolumes" (dict "containers" $all) | trim }}
    {{- . | nindent 4 }}
    {{- end }}
{{- end }}

{{- /* What a pod has besides containers: {root, name, service}. Jobs of an app use it too. */}}
{{- define "opsctl.podSettings" -}}
{{- $ := .root -}}
{{- $service := .service -}}
{{- $kubernetes := $.Values.stack.kubernetes -}}
serviceAccountName: {{ .name | quote }}
{{- /* Nothing of the stack talks to the API server. */}}
automountServiceAccountToken: false
{{- /* Variables for every Service would change the environment of programs that read some of these names. */}}
enableServiceLinks: false
{{- with $kubernetes.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- if and $service.priority $kubernetes.priorityClass }}
priorityClassName: {{ $kubernetes.priorityClass | quote }}
{{- end }}
{{- if $service.hostPid }}
hostPID: true
{{- end }}
{{- if $service.hostNetwork }}
hostNetwork: true
{{- /* Without this the pod would ask the DNS of its node, which knows no service. */}}
dnsPolicy: ClusterFirstWithHostNet
{{- end }}
{{- /* The agents have a namespace of their own; with its name here both are reached by the names they have on Compose. */}}
dnsConfig:
  searches:
    - {{ printf "%s.svc.%s" (include "opsctl.otherNamespace" .) ($kubernetes.clusterDomain | default "cluster.local") | quote }}
  {{- include "opsctl.dnsOptions" . | nindent 2 }}
terminationGracePeriodSeconds: {{ add (int64 $service.stopGraceS) (include "opsctl.drainSeconds" . | int64) }}
securityContext:
  runAsNonRoot: {{ ne (int64 $service.uid) 0 }}
  runAsUser: {{ $service.uid | int64 }}
  runAsGroup: {{ $service.gid | int64 }}
  fsGroup: {{ $service.gid | int64 }}
  {{- /* Volumes with many files would be walked at every start otherwise. */}}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
  {{- with include "opsctl.sysctls" . }}
  {{- . | nindent 2 }}
  {{- end }}
{{- if eq $service.kind "DaemonSet" }}
{{- /* An agent that a taint keeps away is a node that nobody sees. */}}
tolerations:
  - operator: Exists
{{- end }}
{{- include "opsctl.spread" . }}
{{- end }}

{{- /* One that watches others must hear soon that a name is gone. Names of two dots or more are asked for as they are at once; an app
keeps what Kubernetes gives, since its own C library may know nothing else. {service} */}}
{{- define "opsctl.dnsOptions" -}}
{{- if or .service.lookupTimeoutS (ne .service.component "app") -}}
options:
  {{- if ne .service.component "app" }}
  - {name: ndots, value: "2"}
  {{- end }}
  {{- with .service.lookupTimeoutS }}
  - {name: timeout, value: {{ ceil . | int64 | toString | quote }}}
  - {name: attempts, value: "1"}
  {{- end }}
{{- end -}}
{{- end }}

{{- /* Kernel settings that the kubelet and Pod Security count as safe; a pod with any other is refused. {service} */}}
{{- define "opsctl.sysctls" -}}
{{- $safe := list "kernel.shm_rmid_forced" "net.ipv4.ip_local_port_range" "net.ipv4.ip_unprivileged_port_start" "net.ipv4.tcp_syncookies" "net.ipv4.ping_group_range" -}}
{{- $wanted := list -}}
{{- range $name, $value := .service.sysctls -}}
  {{- if has $name $safe }}{{ $wanted = append $wanted (dict "name" $name "value" (toString $value)) }}{{ end -}}
{{- end -}}
{{- with $wanted -}}
sysctls:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end }}

{{- /* Replicas on different nodes and zones where there are such; a cluster of one node still takes them all. {root, name, service} */}}
{{- define "opsctl.spread" -}}
{{- $scope := . }}
{{- if include "opsctl.isMany" . }}
topologySpreadConstraints:
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "opsctl.selector" $scope | nindent 8 }}
    {{- if and (eq $scope.service.kind "Deployment") (include "opsctl.knows" (dict "root" $scope.root "version" "1.27.0")) }}
    {{- /* The pods that an update is about to take away don't count. */}}
    matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* "true" when a workload has several pods: {service}. */}}
{{- define "opsctl.isMany" -}}
{{- $most := .service.replicas | default 1 | int64 -}}
{{- with .service.autoscale }}{{ $most = int64 .max }}{{ end -}}
{{- if and (ne .service.kind "DaemonSet") (gt $most 1) }}true{{ end -}}
{{- end }}
