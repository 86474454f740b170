{{- /* Part of opsctl's chart, not to be edited. Kibana: its own keys. What they hide is lost with them. */ -}}
{{- define "opsctl.secrets.kibana" -}}
{{- include "opsctl.secrets.draw" (list . "kibana" "kibana-reporting-key" "kibana-saved-objects-key" "kibana-session-key") }}
{{- end }}
