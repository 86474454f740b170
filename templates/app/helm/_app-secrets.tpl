{{- /* Part of opsctl's chart, not to be edited. Apps: secrets they ask for, and the environment file of one that reads no files. */ -}}
{{- define "opsctl.secrets.app" -}}
{{- $context := . }}
{{- $files := list }}
{{- range $name, $app := .root.Values.stack.apps }}
{{- $file := printf "app-%s-environment" $name }}
{{- $files = append $files $file }}
{{- if hasKey $context.items $file }}
{{- $lines := list }}
{{- range $variable, $secret := (get $context.root.Values.services $name).secretEnv }}
{{- if hasPrefix "app-" $secret }}{{ include "opsctl.secrets.draw" (list $context "app" $secret) }}{{ end }}
{{- $value := get $context.values $secret }}
{{- if regexMatch "['\\r\\n]" $value }}
{{- fail (printf "\n\n%s holds a quote or a line break, which an environment file cannot carry: change it in its Secret, or set deliver: files for the app %s." $secret $name) }}
{{- end }}
{{- $lines = append $lines (printf "%s='%s'\n" $variable $value) }}
{{- end }}
{{- include "opsctl.secrets.put" (list $context $file (join "" $lines)) }}
{{- end }}
{{- end }}
{{- range $name, $item := .items }}
{{- if and (hasPrefix "app-" $name) (not (has $name $files)) }}
{{- include "opsctl.secrets.draw" (list $context "app" $name) }}
{{- end }}
{{- end }}
{{- end }}
