{{- /*
Part of opsctl's chart, not to be edited.

PostgreSQL: passwords of its roles, the file they are made from at the first start, an app's address. The file holds the
passwords themselves, which the server hashes: the hash it keeps (SCRAM) cannot be made by a chart.
*/ -}}
{{- define "opsctl.secrets.postgres" -}}
{{- include "opsctl.secrets.draw" (list . "postgres" "postgres-admin-password" "postgres-app-password" "postgres-backup-password" "postgres-exporter-password" "postgres-owner-password") }}
{{- $context := . }}
{{- $lines := list }}
{{- range $role, $secret := dict "app_owner" "owner" "app" "app" "exporter" "exporter" "backup" "backup" }}
{{- $lines = append $lines (printf "%s %s\n" $role (get $context.values (printf "postgres-%s-password" $secret))) }}
{{- end }}
{{- include "opsctl.secrets.put" (list . "postgres-roles" (join "" $lines)) }}
{{- $address := printf "postgres://app:%s@postgres:5432/%s" (get .values "postgres-app-password") .root.Values.stack.postgres.database }}
{{- include "opsctl.secrets.put" (list . "postgres-app-url" $address) }}
{{- end }}
