{{- /* Part of opsctl's chart, not to be edited: the migration job of an app. */ -}}

{{- /* Runs the app's own image with its settings and secrets: after the first install, when its stores are there, and before each
upgrade, so that the new pods find what they need. A failure stops the upgrade while the old pods still run. {root, name, service} */}}
{{- define "opsctl.migration" -}}
{{- $ := .root -}}
{{- $job := printf "%s-migrate" .name -}}
{{- $service := merge (dict "entrypoint" .service.migrate "command" list "ports" list "probe" dict) (omit .service "entrypoint" "command" "ports" "probe") -}}
{{- $scope := dict "root" $ "name" .name "service" $service "prefix" "" }}
---
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "opsctl.metadata" (dict "root" $ "name" $job "service" $service) | nindent 2 }}
  annotations:
    helm.sh/hook: {{ include "opsctl.migrationHook" . | quote }}
    helm.sh/hook-weight: "0"
    # A failed one stays, so that its log can be read.
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  # The first tries may come before the store is up.
  backoffLimit: 6
  activeDeadlineSeconds: 600
  template:
    metadata:
      labels:
        {{- include "opsctl.podLabels" (dict "root" $ "name" $job "service" $service) | nindent 8 }}
    spec:
      restartPolicy: Never
      {{- include "opsctl.podSettings" (merge (dict "service" (merge (dict "replicas" 1 "autoscale" dict) (omit $service "replicas" "autoscale"))) $scope) | nindent 6 }}
      containers:
        # Alerts on containers pass over names that start so: a job that is done is no service that is down.
        - {{ include "opsctl.container" (merge (dict "name" "opsctl-migrate" "service" (merge (dict "component" "job") (omit $service "component"))) $scope) | nindent 10 | trim }}
      volumes:
        {{- include "opsctl.volumes" $scope | trim | nindent 8 }}
        {{- with include "opsctl.sharedVolumes" (dict "containers" (list $scope)) | trim }}
        {{- . | nindent 8 }}
        {{- end }}
{{- end }}

{{- /* Before an upgrade, but for an app, or a store of it, that only comes with the upgrade: then after it. Without a cluster to
ask, as in helm template, nothing is there. {root, name, service} */}}
{{- define "opsctl.migrationHook" -}}
{{- $ := .root -}}
{{- $isNew := not (lookup "v1" "ServiceAccount" $.Release.Namespace .name) -}}
{{- range .service.calls -}}
  {{- $isStore := ne (dig .service "component" "app" $.Values.services) "app" -}}
  {{- if and $isStore (not (lookup "v1" "Service" $.Release.Namespace .service)) }}{{ $isNew = true }}{{ end -}}
{{- end -}}
{{- if and $.Release.IsUpgrade $isNew }}post-upgrade{{ else }}post-install,pre-upgrade{{ end -}}
{{- end }}
