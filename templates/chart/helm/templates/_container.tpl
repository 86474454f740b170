{{- /* Part of opsctl's chart, not to be edited: one container. */ -}}

{{- /* A container of a pod: {root, name, service, prefix}, with sidecar and native where they hold. */}}
{{- define "opsctl.container" -}}
{{- $ := .root -}}
{{- $service := .service -}}
{{- $drain := ternary 0 (include "opsctl.drainSeconds" . | int64) (.native | default false) -}}
name: {{ .name | quote }}
image: {{ $service.image | quote }}
{{- if .native }}
{{- /* With this the kubelet starts it before the main container, and ends it after. */}}
restartPolicy: Always
{{- end }}
{{- with $service.entrypoint }}
command: {{ include "opsctl.argv" . }}
{{- end }}
{{- with $service.command }}
args: {{ include "opsctl.argv" . }}
{{- end }}
{{- include "opsctl.env" . }}
{{- with $service.ports }}
ports:
  {{- range . }}
  - {name: {{ .name | quote }}, containerPort: {{ .port | int64 }}, protocol: TCP}
  {{- end }}
{{- end }}
{{- include "opsctl.probes" . }}
{{- if gt $drain 0 }}
lifecycle:
  preStop:
    {{- if include "opsctl.knows" (dict "root" $ "version" "1.30.0") }}
    sleep:
      seconds: {{ $drain }}
    {{- else }}
    {{- /* The kubelet sleeps by itself only from 1.30 on. An image without a sleep of its own ends at once. */}}
    exec:
      command: [sleep, {{ $drain | quote }}]
    {{- end }}
{{- end }}
resources:
  limits: {cpu: {{ include "opsctl.cpus" $service.limits.cpus | quote }}, memory: {{ include "opsctl.bytes" $service.limits.memoryMiB | quote }}}
  {{- with $service.requests }}
  requests: {cpu: {{ include "opsctl.cpus" .cpus | quote }}, memory: {{ include "opsctl.bytes" .memoryMiB | quote }}}
  {{- end }}
securityContext:
  {{- if .sidecar }}
  runAsNonRoot: {{ ne (int64 $service.uid) 0 }}
  runAsUser: {{ $service.uid | int64 }}
  runAsGroup: {{ $service.gid | int64 }}
  {{- end }}
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: {{ ne (toString $service.readOnly) "false" }}
  capabilities:
    drop: [ALL]
    {{- with $service.capAdd }}
    add:
      {{- toYaml (sortAlpha .) | nindent 6 }}
    {{- end }}
{{- /* The last lines of a container that failed, where kubectl describe and opsctl look first. */}}
terminationMessagePolicy: FallbackToLogsOnError
{{- with include "opsctl.mounts" . }}
volumeMounts:
  {{- . | trim | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Words of a command line, as a list. Kubernetes reads $(NAME) in them; a doubled dollar is a plain one. */}}
{{- define "opsctl.argv" -}}
{{- $words := list -}}
{{- range . }}{{ $words = append $words (toString . | replace "$" "$$" | quote) }}{{ end -}}
[{{ join ", " $words }}]
{{- end }}

{{- /* Environment: plain settings, then what comes of Secrets. {root, name, service} */}}
{{- define "opsctl.env" -}}
{{- $ := .root -}}
{{- $reader := .name -}}
{{- if or .service.env .service.secretEnv }}
env:
{{- range $name, $value := .service.env }}
  - {name: {{ $name | quote }}, value: {{ $value | toString | replace "$" "$$" | quote }}}
{{- end }}
{{- range $name, $secret := .service.secretEnv }}
{{- $item := include "opsctl.secretItem" (dict "root" $ "name" $secret "reader" $reader) | fromYaml }}
  - name: {{ $name | quote }}
    valueFrom: {secretKeyRef: {name: {{ $item.secret | quote }}, key: {{ $item.key | quote }}}}
{{- end }}
{{- end }}
{{- end }}

{{- /* Three questions with three meanings. startup: has it come up, within the start period, or an hour where there is data. readiness: can it serve; while
not, no request is sent to it. liveness: does its process still answer at all; only a no that lasts restarts it, and it is
asked of nothing that depends on another service, or one sick store would restart whoever uses it. A sidecar is not asked whether
it is ready: the pod would get no requests because nobody counts them. {service, sidecar} */}}
{{- define "opsctl.probes" -}}
{{- $sidecar := .sidecar -}}
{{- $kind := .service.kind -}}
{{- with .service.probe }}
{{- $interval := max 1 (int64 .intervalS) }}
{{- $retries := max 1 (int64 .retries) }}
{{- $timeout := max 1 (int64 .timeoutS) }}
{{- /* Docker restarts nothing that is slow to come up, a startup probe does. What replays a log of its data after a crash would never get to its end. */}}
{{- $patience := ternary 3600 .startPeriodS (eq $kind "StatefulSet") }}
startupProbe:
  {{- include "opsctl.probeAction" .ready | nindent 2 }}
  periodSeconds: {{ $interval }}
  timeoutSeconds: {{ $timeout }}
  failureThreshold: {{ add $retries (divf $patience $interval | ceil | int64) }}
{{- if not $sidecar }}
readinessProbe:
  {{- include "opsctl.probeAction" .ready | nindent 2 }}
  periodSeconds: {{ $interval }}
  timeoutSeconds: {{ $timeout }}
  failureThreshold: {{ $retries }}
{{- end }}
{{- with .live }}
livenessProbe:
  {{- include "opsctl.probeAction" . | nindent 2 }}
  periodSeconds: {{ max 10 $interval }}
  timeoutSeconds: {{ max 5 $timeout }}
  failureThreshold: {{ max 6 $retries }}
{{- end }}
{{- end }}
{{- end }}

{{- /* How a probe asks. */}}
{{- define "opsctl.probeAction" -}}
{{- if .exec -}}
exec:
  command: {{ include "opsctl.argv" .exec }}
{{- else if .httpGet -}}
httpGet: {path: {{ .httpGet.path | quote }}, port: {{ .httpGet.port | int64 }}}
{{- else -}}
tcpSocket: {port: {{ .tcp | int64 }}}
{{- end -}}
{{- end }}
