{{- /* Part of opsctl's chart, not to be edited: what a pod mounts. Names of volumes start with the prefix of their container, which only a sidecar has. */ -}}

{{- /* Mounts of one container: {root, name, service, prefix}. */}}
{{- define "opsctl.mounts" -}}
{{- $prefix := .prefix -}}
{{- range $folder := include "opsctl.folders" .service | fromYamlArray }}
- {name: {{ printf "%sconfig-%d" $prefix (int64 $folder.index) }}, mountPath: {{ $folder.to | quote }}, readOnly: true}
{{- end }}
{{- if .service.secrets }}
- {name: {{ printf "%ssecrets" $prefix }}, mountPath: /run/secrets, readOnly: true}
{{- end }}
{{- range .service.volumes }}
- name: {{ .name | quote }}
  mountPath: {{ .to | quote }}
  {{- if .readOnly }}
  readOnly: true
  {{- end }}
{{- end }}
{{- range $index, $scratch := .service.scratch }}
- {name: {{ include "opsctl.scratchName" (dict "prefix" $prefix "index" $index "scratch" $scratch) | quote }}, mountPath: {{ $scratch.to | quote }}}
{{- end }}
{{- if not (include "opsctl.ownTmp" .) }}
- {name: {{ printf "%stmp" $prefix }}, mountPath: /tmp}
{{- end }}
{{- if .service.shmMiB }}
- {name: {{ printf "%sshm" $prefix }}, mountPath: /dev/shm}
{{- end }}
{{- range $index, $host := .service.host }}
- name: {{ printf "%shost-%d" $prefix $index }}
  mountPath: {{ $host.to | quote }}
  readOnly: {{ ne (toString $host.readOnly) "false" }}
  {{- with $host.propagation }}
  mountPropagation: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* Volumes of the pod that one of its containers mounts: {root, name, service, prefix}. Claims and what containers share are not among them. */}}
{{- define "opsctl.volumes" -}}
{{- $ := .root -}}
{{- $prefix := .prefix -}}
{{- range $folder := include "opsctl.folders" .service | fromYamlArray }}
- name: {{ printf "%sconfig-%d" $prefix (int64 $folder.index) }}
  {{- if eq (len $folder.parts) 1 }}
  configMap:
    {{- /* 0444, and 0555 for programs. */}}
    defaultMode: 292
    {{- include "opsctl.configItems" (first $folder.parts) | nindent 4 }}
  {{- else }}
  projected:
    defaultMode: 292
    sources:
    {{- range $folder.parts }}
      - configMap:
          {{- include "opsctl.configItems" . | nindent 10 }}
    {{- end }}
  {{- end }}
{{- end }}
{{- if .service.secrets }}
{{- include "opsctl.secretsVolume" . }}
{{- end }}
{{- range $index, $scratch := .service.scratch }}
{{- if not $scratch.shared }}
{{- include "opsctl.emptyDir" (dict "name" (printf "%sscratch-%d" $prefix $index) "sizeMiB" $scratch.sizeMiB) }}
{{- end }}
{{- end }}
{{- if not (include "opsctl.ownTmp" .) }}
{{- include "opsctl.emptyDir" (dict "name" (printf "%stmp" $prefix) "sizeMiB" 64) }}
{{- end }}
{{- with .service.shmMiB }}
{{- include "opsctl.emptyDir" (dict "name" (printf "%sshm" $prefix) "sizeMiB" .) }}
{{- end }}
{{- range $index, $host := .service.host }}
- name: {{ printf "%shost-%d" $prefix $index }}
  hostPath:
    path: {{ $host.from | quote }}
    {{- /* What is only read must be there: an empty folder made in its place would look like a node without containers. */}}
    type: {{ if eq (toString $host.readOnly) "false" }}DirectoryOrCreate{{ else }}Directory{{ end }}
{{- end }}
{{- end }}

{{- /* The folders of configuration of a service, a list of {index, to, parts}: what is too big for one ConfigMap comes as several with one place. */}}
{{- define "opsctl.folders" -}}
{{- $folders := list -}}
{{- $seen := list -}}
{{- $all := .config | default list -}}
{{- range $index, $config := $all -}}
  {{- if not (has $config.to $seen) -}}
    {{- $seen = append $seen $config.to -}}
    {{- $parts := list -}}
    {{- range $all }}{{ if eq .to $config.to }}{{ $parts = append $parts . }}{{ end }}{{ end -}}
    {{- $folders = append $folders (dict "index" $index "to" $config.to "parts" $parts) -}}
  {{- end -}}
{{- end -}}
{{- toYaml $folders -}}
{{- end }}

{{- /* Which keys of a ConfigMap become which files. */}}
{{- define "opsctl.configItems" -}}
name: {{ .name | quote }}
items:
{{- range .items }}
  - {key: {{ .key | quote }}, path: {{ .path | quote }}{{ if .executable }}, mode: 365{{ end }}}
{{- end }}
{{- end }}

{{- /* The files under /run/secrets: only what the service reads, of each Secret. {root, name, service, prefix} */}}
{{- define "opsctl.secretsVolume" -}}
{{- $ := .root -}}
{{- $scope := . -}}
{{- $sources := dict -}}
{{- range .service.secrets | uniq -}}
  {{- $item := include "opsctl.secretItem" (dict "root" $ "name" . "reader" $scope.name) | fromYaml -}}
  {{- $entry := dict "key" $item.key "path" . -}}
  {{- $_ := set $sources $item.secret (append (index $sources $item.secret | default list) $entry) -}}
{{- end }}
- name: {{ printf "%ssecrets" .prefix }}
  projected:
    {{- /* 0444: the folder is only in this pod, and its processes are of one user. */}}
    defaultMode: 292
    sources:
    {{- range $secret, $items := $sources }}
      - secret:
          name: {{ $secret | quote }}
          items:
            {{- toYaml $items | nindent 12 }}
    {{- end }}
{{- end }}

{{- /* Where a secret lies, or an error that names it: {root, name, reader}. */}}
{{- define "opsctl.secretItem" -}}
{{- if not (hasKey .root.Values.secrets.items .name) }}{{ fail (printf "values: %s reads the secret %q, which secrets.items lacks" .reader .name) }}{{ end -}}
{{- index .root.Values.secrets.items .name | toYaml -}}
{{- end }}

{{- /* An emptyDir in memory, which counts as memory of the container that writes to it: {name, sizeMiB}. */}}
{{- define "opsctl.emptyDir" }}
- name: {{ .name | quote }}
  emptyDir: {medium: Memory, sizeLimit: {{ include "opsctl.bytes" .sizeMiB | quote }}}
{{- end }}

{{- /* Folders that containers of the pod share, once each and as large as the largest wish: {containers}. */}}
{{- define "opsctl.sharedVolumes" -}}
{{- $sizes := dict -}}
{{- range .containers -}}
  {{- range .service.scratch -}}
    {{- if .shared }}{{ $_ := set $sizes .shared (max (index $sizes .shared | default 0 | int64) (ceil .sizeMiB | int64)) }}{{ end -}}
  {{- end -}}
{{- end -}}
{{- range $name, $size := $sizes }}
{{- include "opsctl.emptyDir" (dict "name" (printf "shared-%s" $name) "sizeMiB" $size) }}
{{- end }}
{{- end }}

{{- define "opsctl.scratchName" -}}
{{- if .scratch.shared }}{{ printf "shared-%s" .scratch.shared }}{{ else }}{{ printf "%sscratch-%d" .prefix .index }}{{ end -}}
{{- end }}

{{- /* "true" when the service states a /tmp of its own. */}}
{{- define "opsctl.ownTmp" -}}
{{- range .service.scratch }}{{ if eq (trimSuffix "/" .to) "/tmp" }}true{{ end }}{{ end -}}
{{- end }}

{{- /* A number of MiB as a quantity, written as the API server writes it, so that a comparison with what runs shows no difference. */}}
{{- define "opsctl.bytes" -}}
{{- $kib := mulf . 1024 | ceil | int64 -}}
{{- if eq (mod $kib 1048576) 0 }}{{ printf "%dGi" (div $kib 1048576) -}}
{{- else if eq (mod $kib 1024) 0 }}{{ printf "%dMi" (div $kib 1024) -}}
{{- else }}{{ printf "%dKi" $kib }}{{ end -}}
{{- end }}

{{- /* A number of CPUs as a quantity. */}}
{{- define "opsctl.cpus" -}}
{{- $milli := mulf . 1000 | ceil | int64 -}}
{{- if eq (mod $milli 1000) 0 }}{{ div $milli 1000 }}{{ else }}{{ printf "%dm" $milli }}{{ end -}}
{{- end }}
