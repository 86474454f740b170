{{- /* Part of opsctl's chart, not to be edited. The gateway: certificates of an authority of its own, and the users of protected routes with their hashes. */ -}}
{{- define "opsctl.secrets.gateway" -}}
{{- $context := . }}
{{- $gateway := .root.Values.stack.gateway | default dict }}
{{- $mode := dig "tls" "mode" "off" $gateway }}
{{- if eq $mode "internal" }}
{{- include "opsctl.secrets.key" (list . "gateway" "gateway-ca-key") }}
{{- include "opsctl.secrets.add" (list . "gateway" "gateway-ca-certificate") }}
{{- include "opsctl.secrets.authority" (list . "gateway-ca-certificate" "gateway-ca-key" (printf "%s opsctl CA" .root.Values.stack.project)) }}
{{- include "opsctl.secrets.key" (list . "gateway" "gateway-tls-key") }}
{{- $hosts := list }}
{{- range $gateway.routes }}
{{- $hosts = concat $hosts (.hosts | default list) }}
{{- end }}
{{- $names := concat (sortAlpha $hosts) (list "localhost" "127.0.0.1") | uniq }}
{{- include "opsctl.secrets.certificate" (list . "gateway-tls-certificate" "gateway-tls-key" "gateway-ca-certificate" "gateway-ca-key" $names) }}
{{- end }}
{{- range $route, $settings := $gateway.routes }}
{{- if $settings.basicAuth }}
{{- include "opsctl.secrets.gatewayUsers" (dict "context" $context "route" $route "users" (sortAlpha $settings.basicAuth) "driver" $gateway.driver) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The file of a route's users, as each driver reads it. */ -}}
{{- define "opsctl.secrets.gatewayUsers" -}}
{{- $context := .context }}
{{- $passwords := dict }}
{{- range $user := .users }}
{{- $name := printf "gateway-password-%s" $user }}
{{- include "opsctl.secrets.draw" (list $context "gateway" $name) }}
{{- $_ := set $passwords $user (get $context.values $name) }}
{{- end }}
{{- $file := printf "gateway-users-%s" .route }}
{{- if not (include "opsctl.secrets.kept" (list $context $file (list .driver $passwords))) }}
{{- $lines := list }}
{{- $form := get (dict "caddy" "%s %s\n" "nginx" "%s:%s\n" "haproxy" "  user %s password %s\n") .driver }}
{{- range $user, $password := $passwords }}
{{- $lines = append $lines (printf $form $user (include "opsctl.secrets.bcrypt" (list (printf "gateway-password-%s" $user) $password))) }}
{{- end }}
{{- $head := ternary (printf "userlist users_%s\n" .route) "" (eq .driver "haproxy") }}
{{- $_ := set $context.values $file (printf "%s%s" $head (join "" $lines)) }}
{{- end }}
{{- end }}
