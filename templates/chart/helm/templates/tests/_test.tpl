{{- /* Part of opsctl's chart, not to be edited: pods of `helm test`. They run in images of the stack, read secrets as files, and ask through Services, as the stack itself does. */ -}}

{{- /* A test in the image of a service: {root, service (its name), secrets (names), script}, name where it is not the service's, env, links, role. */}}
{{- define "opsctl.test" -}}
{{- $ := .root -}}
{{- $service := index $.Values.services .service -}}
{{- $isThere := ne $service nil -}}
{{- range .secrets }}{{ if not (hasKey $.Values.secrets.items .) }}{{ $isThere = false }}{{ end }}{{ end -}}
{{- if $isThere }}
{{- $name := printf "test-%s" (.name | default .service) -}}
{{- $pod := dict "component" $service.component "kind" "Pod" "image" $service.image "uid" $service.uid "gid" $service.gid "stopGraceS" 1 "limits" (dict "memoryMiB" 128 "cpus" 0.2) "requests" (dict "memoryMiB" 32 "cpus" 0.01) "secrets" (.secrets | default list) "env" (.env | default dict) }}
{{- $functions := "functions.sh" }}
{{- $_ := set $pod "config" (list (dict "name" "test-functions" "to" "/etc/opsctl-test" "items" (list (dict "key" $functions "path" $functions)))) }}
{{- $_ := set $pod "entrypoint" (list "sh" "-c" (printf ". /etc/opsctl-test/%s\n%s" $functions .script)) }}
{{- $scope := dict "root" $ "name" .service "service" $pod "prefix" "" }}
---
apiVersion: v1
kind: Pod
metadata:
  {{- include "opsctl.test.metadata" (dict "root" $ "name" $name "component" $service.component "weight" 5) | nindent 2 }}
    {{- /* What its NetworkPolicies select. */}}
    opsctl/test: {{ .role | default "client" }}
spec:
  restartPolicy: Never
  activeDeadlineSeconds: 240
  {{- $settings := include "opsctl.podSettings" $scope }}
  {{- ternary (replace "enableServiceLinks: false" "enableServiceLinks: true" $settings) $settings (not (empty .links)) | nindent 2 }}
  containers:
    - {{ include "opsctl.container" (merge (dict "name" "test") $scope) | nindent 6 | trim }}
  volumes:
    {{- include "opsctl.volumes" $scope | trim | nindent 4 }}
{{- end }}
{{- end }}

{{- /* metadata of a hook, ending in its labels: {root, name, component, weight}, namespace, passing: whether it goes once all tests passed. */}}
{{- define "opsctl.test.metadata" -}}
name: {{ .name | quote }}
namespace: {{ .namespace | default .root.Release.Namespace | quote }}
annotations:
  helm.sh/hook: test
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation{{ if .passing }},hook-succeeded{{ end }}
labels:
  {{- include "opsctl.labels" (dict "root" .root "name" .name "component" .component) | nindent 2 }}
{{- end }}

{{- /* What every script may use, a file of the ConfigMap test-functions. Passwords reach a server through a pipe, never through arguments. */}}
{{- define "opsctl.test.functions" -}}
fail() { echo "FAILED: $*"; exit 1; }
pass() { echo "passed: $*"; }

# again COMMAND…: until it succeeds, for half a minute: a policy or an address may be a moment old.
again() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    "$@" && return 0
    sleep 3
  done
  return 1
}

# reaches HOST PORT
reaches() {
  if command -v bash >/dev/null 2>&1; then
    timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
  else
    timeout 5 nc "$1" "$2" </dev/null >/dev/null 2>&1
  fi
}

# talk HOST PORT: sends what it reads and prints the answer. The sleep keeps the line open: some servers drop a request whose sender has closed.
talk() {
  if command -v bash >/dev/null 2>&1; then
    timeout 10 bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat >&3 && cat <&3' "$1" "$2" 2>/dev/null
  else
    { cat; sleep 2; } | timeout 10 nc "$1" "$2" 2>/dev/null
  fi
}

# status HOST PORT PATH [USER FILE]: the status of an HTTP request, with the password in the file.
status() {
  {
    printf 'GET %s HTTP/1.0\r\nHost: %s\r\n' "$3" "${TEST_HOST:-$1}"
    [ $# -lt 5 ] || printf 'Authorization: Basic %s\r\n' "$({ printf '%s:' "$4"; tr -d '\n' <"$5"; } | base64 | tr -d '\n')"
    printf '\r\n'
  } | talk "$1" "$2" | { read -r _ code _ && echo "$code" || echo none; }
}

# answers STATUS…, as in "200 204", HOST PORT PATH [USER FILE]
answers() {
  wanted=$1
  shift
  code=$(status "$@")
  case " $wanted " in *" $code "*) pass "$1:$2$3 answers $code${4:+ to $4}" ;; *) return 1 ;; esac
}

# expects: the same, for half a minute, or the test fails.
expects() { again answers "$@" || fail "$2:$3$4 answers $code${5:+ to $5}; expected $1"; }

wrong=/tmp/wrong-password
echo wrong-password >$wrong
{{- end }}
