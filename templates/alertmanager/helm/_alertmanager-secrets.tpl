{{- /* Part of opsctl's chart, not to be edited. Alertmanager: its password, the web configuration with its hash, and addresses made of what a person gives. */ -}}
{{- define "opsctl.secrets.alertmanager" -}}
{{- include "opsctl.secrets.draw" (list . "alertmanager" "alertmanager-password") }}
{{- $password := get .values "alertmanager-password" }}
{{- if not (include "opsctl.secrets.kept" (list . "alertmanager-web" $password)) }}
{{- $hash := include "opsctl.secrets.bcrypt" (list "alertmanager-password" $password) }}
{{- $_ := set .values "alertmanager-web" (printf "basic_auth_users:\n  opsctl: %s\n" $hash) }}
{{- end }}
{{- range $name, $receiver := .root.Values.stack.alerting.receivers }}
{{- $address := printf "alertmanager-receiver-%s-url" $name }}
{{- if and (eq $receiver.type "telegram") (hasKey $.items $address) (not (hasKey $.values $address)) }}
{{- $token := printf "alertmanager-receiver-%s-token" $name }}
{{- if not (hasKey $.values $token) }}
{{- include "opsctl.secrets.askFor" (list $ $token) }}
{{- end }}
{{- $api := $receiver.apiUrl | default "https://api.telegram.org" | trimSuffix "/" }}
{{- include "opsctl.secrets.put" (list $ $address (printf "%s/bot%s/sendMessage" $api (get $.values $token))) }}
{{- end }}
{{- end }}
{{- end }}
