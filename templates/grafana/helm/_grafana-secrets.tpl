{{- /* Part of opsctl's chart, not to be edited. Grafana: the password of its administrator. */ -}}
{{- define "opsctl.secrets.grafana" -}}
{{- include "opsctl.secrets.draw" (list . "grafana" "grafana-admin-password") }}
{{- end }}
