{{- /*
Part of opsctl's chart, not to be edited.

Elasticsearch: the authority of the log path with its certificates, the users with their hashes, and the token of Kibana.
Elasticsearch takes the hash of a token in any algorithm it knows, by its prefix; a chart can make bcrypt.
*/ -}}
{{- define "opsctl.secrets.elasticsearch" -}}
{{- $context := . }}
{{- $authority := "elasticsearch-ca" }}
{{- include "opsctl.secrets.key" (list . "elasticsearch" "elasticsearch-ca-key") }}
{{- include "opsctl.secrets.authority" (list . $authority "elasticsearch-ca-key" (printf "%s opsctl logs CA" .root.Values.stack.project)) }}
{{- range $server := list "elasticsearch" "logstash" }}
{{- $key := printf "%s-tls-key" $server }}
{{- if hasKey $context.items $key }}
{{- include "opsctl.secrets.key" (list $context "elasticsearch" $key) }}
{{- $names := list $server "localhost" "127.0.0.1" }}
{{- include "opsctl.secrets.certificate" (list $context (printf "%s-tls" $server) $key $authority "elasticsearch-ca-key" $names) }}
{{- end }}
{{- end }}
{{- $users := dict "opsctl" "opsctl" "keeper" "keeper" "log_writer" "writer" "exporter" "exporter" }}
{{- $passwords := dict }}
{{- range $login, $user := $users }}
{{- $name := printf "elasticsearch-%s-password" $user }}
{{- include "opsctl.secrets.draw" (list $context "elasticsearch" $name) }}
{{- $_ := set $passwords $login (get $context.values $name) }}
{{- end }}
{{- if not (include "opsctl.secrets.kept" (list . "elasticsearch-users" $passwords)) }}
{{- $lines := list }}
{{- range $login, $password := $passwords }}
{{- $lines = append $lines (printf "%s:%s\n" $login (include "opsctl.secrets.bcrypt" (list (printf "The password of %s in Elasticsearch" $login) $password))) }}
{{- end }}
{{- $_ := set .values "elasticsearch-users" (join "" $lines) }}
{{- end }}
{{- if hasKey .items "elasticsearch-kibana-token" }}
{{- include "opsctl.secrets.kibanaToken" . }}
{{- end }}
{{- end }}

{{- /* What Kibana sends, and the line that Elasticsearch knows it by. */ -}}
{{- define "opsctl.secrets.kibanaToken" -}}
{{- include "opsctl.secrets.draw" (list . "elasticsearch" "elasticsearch-kibana-secret") }}
{{- $secret := get .values "elasticsearch-kibana-secret" }}
{{- $account := "elastic/kibana/opsctl" }}
{{- /* Every token of a service account begins with these bytes. */ -}}
{{- $token := printf "%c%c%c%c%s:%s" 0 1 0 1 $account $secret | b64enc | trimSuffix "=" | trimSuffix "=" }}
{{- include "opsctl.secrets.put" (list . "elasticsearch-kibana-token" $token) }}
{{- if not (include "opsctl.secrets.kept" (list . "elasticsearch-service-tokens" $secret)) }}
{{- $hash := include "opsctl.secrets.bcrypt" (list "elasticsearch-kibana-secret" $secret) }}
{{- $_ := set .values "elasticsearch-service-tokens" (printf "%s:%s\n" $account $hash) }}
{{- end }}
{{- end }}
