{{- /* Part of opsctl's chart, not to be edited. Redis: passwords of its users, the ACL file with their hashes, the exporter's map, an app's address. */ -}}
{{- define "opsctl.secrets.redis" -}}
{{- include "opsctl.secrets.draw" (list . "redis" "redis-admin-password" "redis-app-password" "redis-exporter-password") }}
{{- $admin := get .values "redis-admin-password" | sha256sum }}
{{- $app := get .values "redis-app-password" | sha256sum }}
{{- $exporter := get .values "redis-exporter-password" | sha256sum }}
{{- $users := list
  "user default off resetpass resetkeys resetchannels -@all"
  "user health on nopass resetkeys resetchannels -@all +ping"
  (printf "user admin on resetpass #%s ~* &* +@all" $admin)
  (printf "user app on resetpass #%s ~* &* +@all -@admin -@dangerous +info +sort +sort_ro" $app)
  (printf "user exporter on resetpass #%s resetkeys resetchannels -@all +ping +info +client|setname +slowlog|len +slowlog|get +latency|latest +latency|histogram" $exporter)
}}
{{- include "opsctl.secrets.put" (list . "redis-users-acl" (printf "%s\n" (join "\n" $users))) }}
{{- $map := dict "redis://exporter@redis:6379" (get .values "redis-exporter-password") }}
{{- include "opsctl.secrets.put" (list . "redis-exporter-passwords" (printf "%s\n" (toRawJson $map))) }}
{{- include "opsctl.secrets.put" (list . "redis-app-url" (printf "redis://app:%s@redis:6379/0" (get .values "redis-app-password"))) }}
{{- end }}
