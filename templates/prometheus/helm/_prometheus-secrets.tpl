{{- /* Part of opsctl's chart, not to be edited. Prometheus: its password, and the web configuration with its hash. */ -}}
{{- define "opsctl.secrets.prometheus" -}}
{{- include "opsctl.secrets.draw" (list . "prometheus" "prometheus-password") }}
{{- $password := get .values "prometheus-password" }}
{{- if not (include "opsctl.secrets.kept" (list . "prometheus-web" $password)) }}
{{- $hash := include "opsctl.secrets.bcrypt" (list "prometheus-password" $password) }}
{{- $_ := set .values "prometheus-web" (printf "basic_auth_users:\n  opsctl: %s\n" $hash) }}
{{- end }}
{{- end }}
