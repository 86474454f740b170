{{- /* Part of opsctl's chart, not to be edited: everything of a room, and the workload of one service. */ -}}

{{- /* Every object of every service of a room: {root, room}. */}}
{{- define "opsctl.room" -}}
{{- $ := .root -}}
{{- $room := .room -}}
{{- range $name, $service := $.Values.services }}
{{- if eq $service.component $room }}
{{- $scope := dict "root" $ "name" $name "service" $service }}
{{- if not $service.sidecarOf }}
{{- include "opsctl.serviceAccount" $scope }}
{{- include "opsctl.workload" $scope }}
{{- include "opsctl.disruption" $scope }}
{{- include "opsctl.autoscaler" $scope }}
{{- end }}
{{- include "opsctl.configMaps" $scope }}
{{- include "opsctl.service" $scope }}
{{- include "opsctl.policies" $scope }}
{{- include "opsctl.monitor" $scope }}
{{- end }}
{{- end }}
{{- end }}

{{- define "opsctl.serviceAccount" }}
---
{{- /* An identity of its own without any right, and without a token. */}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "opsctl.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "opsctl.workload" -}}
{{- $kind := .service.kind }}
---
apiVersion: apps/v1
kind: {{ $kind }}
metadata:
  {{- include "opsctl.metadata" . | nindent 2 }}
spec:
  {{- if and (ne $kind "DaemonSet") (not .service.autoscale) }}
  replicas: {{ ternary 1 .service.replicas (kindIs "invalid" .service.replicas) | int64 }}
  {{- end }}
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      {{- include "opsctl.selector" . | nindent 6 }}
  {{- include (printf "opsctl.rollout%s" $kind) . | nindent 2 }}
  template:
    {{- include "opsctl.pod" . | nindent 4 }}
{{- end }}

{{- /* Pods are replaced one by one, each new one ready before an old one ends: no request of an app is dropped, and what an upgrade
breaks does not take the place of what works. Not fewer than all may be ready, also since Helm 3 waits for no more than that. */}}
{{- define "opsctl.rolloutDeployment" -}}
{{- if .service.volumes }}{{ fail (printf "values: %s has a volume, so it must be a StatefulSet" .name) }}{{ end -}}
{{- if has .service.component (list "app" "gateway") -}}
{{- /* A pod that ends right after it was ready must not take the place of one that works. */}}
minReadySeconds: 5
{{ end -}}
strategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 0
    maxSurge: 1
{{- end }}

{{- define "opsctl.rolloutDaemonSet" -}}
{{- if .service.volumes }}{{ fail (printf "values: %s runs on each node, so it can have no volume" .name) }}{{ end -}}
updateStrategy:
  type: RollingUpdate
  rollingUpdate:
    maxUnavailable: 10%
{{- end }}

{{- /* Everything but replicas, update strategy and the pod can never change: so no version, no setting of ours is in it. */}}
{{- define "opsctl.rolloutStatefulSet" -}}
{{- $ := .root -}}
{{- $scope := . -}}
serviceName: {{ .name | quote }}
minReadySeconds: 5
{{- /* With OrderedReady a pod that never gets ready stays, even when the set has been corrected. */}}
podManagementPolicy: Parallel
updateStrategy:
  type: RollingUpdate
{{- /* The data outlives the set, whoever deletes or shrinks it. */}}
persistentVolumeClaimRetentionPolicy:
  whenDeleted: Retain
  whenScaled: Retain
volumeClaimTemplates:
  {{- $claims := include "opsctl.claims" . | fromYaml }}
  {{- range .service.volumes }}
  {{- $claim := index $claims .name | default dict }}
  - apiVersion: v1
    kind: PersistentVolumeClaim
    metadata:
      name: {{ .name | quote }}
      labels:
        {{- include "opsctl.selector" $scope | nindent 8 }}
      annotations:
        helm.sh/resource-policy: keep
    spec:
      accessModes: [ReadWriteOnce]
      {{- with ternary $claim.storageClassName $.Values.stack.kubernetes.storageClass (hasKey $claims .name) }}
      storageClassName: {{ . | quote }}
      {{- end }}
      resources:
        requests:
          storage: {{ $claim.storage | default (include "opsctl.bytes" .sizeMiB) | quote }}
  {{- end }}
{{- end }}

{{- /* Size and class that the claims of a running set were made with, by name. The API server refuses any other, and with it the whole
upgrade; a volume grows by its claim, not by its set. Without a cluster to ask there are none. {root, name, service} */}}
{{- define "opsctl.claims" -}}
{{- $claims := dict -}}
{{- $set := lookup "apps/v1" "StatefulSet" (include "opsctl.namespace" .) .name -}}
{{- range dig "spec" "volumeClaimTemplates" list ($set | default dict) -}}
  {{- $claim := dict "storage" (dig "spec" "resources" "requests" "storage" "" .) -}}
  {{- with dig "spec" "storageClassName" "" . }}{{ $_ := set $claim "storageClassName" . }}{{ end -}}
  {{- $_ := set $claims .metadata.name $claim -}}
{{- end -}}
{{- toYaml $claims -}}
{{- end }}

{{- /* Only for several pods: with one, the budget would block every drain of its node. */}}
{{- define "opsctl.disruption" -}}
{{- $least := .service.replicas | default 1 | int64 -}}
{{- with .service.autoscale }}{{ $least = int64 .min }}{{ end -}}
{{- if and (ne .service.kind "DaemonSet") (gt $least 1) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "opsctl.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  {{- /* A pod that is not ready serves nobody; it must not keep a node from being emptied. */}}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "opsctl.selector" . | nindent 6 }}
{{- end }}
{{- end }}

{{- define "opsctl.autoscaler" -}}
{{- $scope := . -}}
{{- with .service.autoscale }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "opsctl.metadata" $scope | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: {{ $scope.service.kind }}
    name: {{ $scope.name | quote }}
  minReplicas: {{ .min | int64 }}
  maxReplicas: {{ .max | int64 }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .cpuPercent | int64 }}
  behavior:
    scaleDown:
      {{- /* Load comes in waves; pods that go with each trough are missing at the next crest. */}}
      stabilizationWindowSeconds: 300
{{- end }}
{{- end }}
