{{- /*
Part of opsctl's chart, not to be edited.

The values of the chart's own Secrets, with secrets.mode generate. They are made once per rendering, and what the cluster
has is kept:

- A drawn value stays for ever. Only deleting its key from the Secret makes a new one.
- A derived value (a hash, a certificate, an address with a password) stays while the fingerprint beside it says that it
  was made of the same values.

Each room states its own in opsctl.secrets.<room>. It is given a context: root, items (what services read, and what that is
made of), previous (what the cluster has), values (what is made so far), sources (fingerprints), problems, and drawing:
false where no cluster answers (helm template, helm lint). Values are then placeholders, which the API server refuses if
somebody applies them.
*/ -}}

{{- /* Rooms that can make their secrets, an app's last: they are made of the others'. */ -}}
{{- define "opsctl.secrets.rooms" -}}
alertmanager elasticsearch gateway grafana kibana postgres prometheus redis app
{{- end }}

{{- /* Key of a Secret that holds the fingerprints. */ -}}
{{- define "opsctl.secrets.fingerprints" -}}
opsctl-fingerprints
{{- end }}

{{- /* What stands in place of every value where nothing is drawn. It is no base64, so that no cluster takes it. */ -}}
{{- define "opsctl.secrets.placeholder" -}}
<drawn in the cluster>
{{- end }}

{{- /* Makes all values, once. They lie in .Release, which lives as long as the rendering and is never stored. */ -}}
{{- define "opsctl.secrets.load" -}}
{{- if not (hasKey .Release "opsctlSecrets") }}
{{- /* Every API server has this group; helm without one does not know it. */ -}}
{{- $drawing := .Capabilities.APIVersions.Has "apiregistration.k8s.io/v1" }}
{{- $context := dict "root" . "items" (deepCopy .Values.secrets.items) "drawing" $drawing "previous" (dict) "values" (dict) "sources" (dict) "problems" (list) }}
{{- $_ := set .Release "opsctlSecrets" $context }}
{{- range $secret := include "opsctl.secrets.names" $context.items | splitList " " }}
{{- include "opsctl.secrets.read" (list $context $secret) }}
{{- end }}
{{- range $room := include "opsctl.secrets.rooms" . | splitList " " }}
{{- if include "opsctl.secrets.hasAny" (list $context $room) }}
{{- include (printf "opsctl.secrets.%s" $room) $context }}
{{- end }}
{{- end }}
{{- range $name, $item := $context.items }}
{{- if not (hasKey $context.values $name) }}
{{- include "opsctl.secrets.askFor" (list $context $name) }}
{{- end }}
{{- end }}
{{- if $context.problems }}
{{- fail (printf "\n\nThe chart cannot make these secrets.\n\n%s\n" (join "\n\n" $context.problems)) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Of items: names of the Secrets they lie in, between blanks. */ -}}
{{- define "opsctl.secrets.names" -}}
{{- $names := list }}
{{- range . }}
{{- $names = append $names .secret }}
{{- end }}
{{- $names | uniq | sortAlpha | join " " }}
{{- end }}

{{- /* (context, room): whether the stack has secrets of the room. */ -}}
{{- define "opsctl.secrets.hasAny" -}}
{{- $room := index . 1 }}
{{- range $name, $item := (index . 0).items }}
{{- if or (eq $item.secret (printf "%s-secrets" $room)) (hasPrefix (printf "%s-" $room) $name) }}true{{ end }}
{{- end }}
{{- end }}

{{- /* Whether a Secret is one that the chart makes: <room>-secrets. Any other is somebody's own, and only read. */ -}}
{{- define "opsctl.secrets.isOurs" -}}
{{- if and (hasSuffix "-secrets" .) (has (trimSuffix "-secrets" .) (include "opsctl.secrets.rooms" . | splitList " ")) }}true{{ end }}
{{- end }}

{{- /* (context, Secret): what the cluster has of it. Values of somebody's own are taken as they are. */ -}}
{{- define "opsctl.secrets.read" -}}
{{- $context := index . 0 }}
{{- $secret := index . 1 }}
{{- $found := lookup "v1" "Secret" $context.root.Release.Namespace $secret | default dict }}
{{- $data := get $found "data" | default dict }}
{{- if include "opsctl.secrets.isOurs" $secret }}
{{- range $key, $value := $data }}
{{- $_ := set $context.previous $key (b64dec $value) }}
{{- end }}
{{- $known := get $context.previous (include "opsctl.secrets.fingerprints" .) | default "{}" | fromJson }}
{{- $_ := set $context "sources" (merge $context.sources $known) }}
{{- else }}
{{- range $name, $item := $context.items }}
{{- if eq $item.secret $secret }}
{{- $value := get $data $item.key | b64dec }}
{{- if $value }}
{{- $_ := set $context.values $name $value }}
{{- else if $context.drawing }}
{{- include "opsctl.secrets.askFor" (list $context $name) }}
{{- else }}
{{- $_ := set $context.values $name (include "opsctl.secrets.placeholder" .) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* (context, room, name…): adds what no service reads, but others are made of it or a person logs in with it. */ -}}
{{- define "opsctl.secrets.add" -}}
{{- $context := index . 0 }}
{{- $secret := printf "%s-secrets" (index . 1) }}
{{- range $name := slice . 2 }}
{{- if not (hasKey $context.items $name) }}
{{- $_ := set $context.items $name (dict "secret" $secret "key" $name) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* (context, name): says what a person must do for a value that nobody else knows. */ -}}
{{- define "opsctl.secrets.askFor" -}}
{{- $context := index . 0 }}
{{- $name := index . 1 }}
{{- $item := get $context.items $name | default (dict "secret" "" "key" $name) }}
{{- $isOurs := or (eq $item.secret "") (include "opsctl.secrets.isOurs" $item.secret) }}
{{- $secret := ternary (printf "%s-given" (splitList "-" $name | first)) $item.secret (not (empty $isOurs)) }}
{{- $create := printf "kubectl -n %s create secret generic %s --from-file=%s=<file with the value>" $context.root.Release.Namespace $secret $item.key }}
{{- $say := printf "%s: only you know it. Put it into a Secret of your own:\n  %s\nand name that in the values:\n  secrets: {items: {%s: {secret: %s, key: %s}}}" $name $create $name $secret $item.key }}
{{- $_ := set $context "problems" (append $context.problems $say) }}
{{- $_ := set $context.values $name "" }}
{{- end }}

{{- /* (context, room, name…): draws what nobody made yet: 256 bits of letters and digits, safe in every config language. */ -}}
{{- define "opsctl.secrets.draw" -}}
{{- $context := index . 0 }}
{{- include "opsctl.secrets.add" . }}
{{- range $name := slice . 2 }}
{{- if hasKey $context.values $name }}
{{- else if $context.drawing }}
{{- $_ := set $context.values $name (get $context.previous $name | default (randAlphaNum 43)) }}
{{- else }}
{{- $_ := set $context.values $name (include "opsctl.secrets.placeholder" $context) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* (context, name, value): a derived value that is the same whenever it is made. */ -}}
{{- define "opsctl.secrets.put" -}}
{{- $context := index . 0 }}
{{- $name := index . 1 }}
{{- if and (hasKey $context.items $name) (not (hasKey $context.values $name)) }}
{{- $_ := set $context.values $name (ternary (index . 2) (include "opsctl.secrets.placeholder" .) $context.drawing) }}
{{- end }}
{{- end }}

{{- /*
(context, name, made of, days?): whether a derived value with salt, key or date in it need not be made, because the one in
the cluster fits, the stack has none, or nothing is drawn. A value that has no fingerprint was put there by a person.
*/ -}}
{{- define "opsctl.secrets.kept" -}}
{{- $context := index . 0 }}
{{- $name := index . 1 }}
{{- $days := 0 }}
{{- if gt (len .) 3 }}{{ $days = index . 3 }}{{ end }}
{{- if or (not (hasKey $context.items $name)) (hasKey $context.values $name) -}}
true
{{- else if not $context.drawing -}}
{{- $_ := set $context.values $name (include "opsctl.secrets.placeholder" .) -}}
true
{{- else }}
{{- $of := sha256sum (toJson (index . 2)) }}
{{- $previous := get $context.previous $name }}
{{- $known := get $context.sources $name | default dict }}
{{- $now := now | unixEpoch | int64 }}
{{- $made := get $known "made" | default $now | int64 }}
{{- $isFresh := or (eq (int $days) 0) (lt (sub $now $made) (mul $days 86400)) }}
{{- if and $previous (eq (get $known "of" | default $of) $of) $isFresh -}}
{{- $_ := set $context.values $name $previous -}}
{{- $_ := set $context.sources $name (dict "of" $of "made" (toString $made)) -}}
true
{{- else }}
{{- $_ := set $context.sources $name (dict "of" $of "made" (toString $now)) }}
{{- end }}
{{- end }}
{{- end }}

{{- /* (name, password): a bcrypt hash of it. The algorithm reads no more than 72 bytes. */ -}}
{{- define "opsctl.secrets.bcrypt" -}}
{{- $password := index . 1 }}
{{- if gt (len $password) 72 }}
{{- fail (printf "\n\n%s is longer than 72 bytes, of which a bcrypt hash reads no more: put a shorter one into its Secret." (index . 0)) }}
{{- end }}
{{- bcrypt $password }}
{{- end }}

{{- /* A new private key, ECDSA P-256, as PKCS #8 PEM: the one form that Java reads too. What sprig makes is put behind the fixed header. */ -}}
{{- define "opsctl.secrets.makeKey" -}}
{{- $body := regexReplaceAll "-----[^-]+-----|\\s" (genPrivateKey "ecdsa") "" | b64dec }}
{{- $header := b64dec "MIGTAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBHk=" }}
{{- if ne (len $body) 121 }}
{{- fail "this helm makes keys of another form than the chart knows: give your own Secrets with secrets.mode existing" }}
{{- end }}
{{- $lines := printf "%s%s" $header $body | b64enc | replace "\n" "" }}
{{- printf "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n" (regexReplaceAll "(.{64})" $lines "${1}\n") }}
{{- end }}

{{- /* (context, room, name): draws a private key. */ -}}
{{- define "opsctl.secrets.key" -}}
{{- $context := index . 0 }}
{{- $name := index . 2 }}
{{- include "opsctl.secrets.add" . }}
{{- if hasKey $context.values $name }}
{{- else if $context.drawing }}
{{- $_ := set $context.values $name (get $context.previous $name | default (include "opsctl.secrets.makeKey" .)) }}
{{- else }}
{{- $_ := set $context.values $name (include "opsctl.secrets.placeholder" .) }}
{{- end }}
{{- end }}

{{- /* (context, certificate, key, common name): a certificate authority of the stack's own, for ten years. */ -}}
{{- define "opsctl.secrets.authority" -}}
{{- $context := index . 0 }}
{{- $key := get $context.values (index . 2) }}
{{- if not (include "opsctl.secrets.kept" (list $context (index . 1) (list $key (index . 3)) 3000)) }}
{{- $authority := genCAWithKey (index . 3) 3650 $key }}
{{- $_ := set $context.values (index . 1) $authority.Cert }}
{{- end }}
{{- end }}

{{- /*
(context, certificate, key, authority, key of the authority, names): a server certificate followed by that of its
authority. Browsers refuse one that is valid for longer than 398 days; an upgrade later than 300 days makes it anew.
*/ -}}
{{- define "opsctl.secrets.certificate" -}}
{{- $context := index . 0 }}
{{- $key := get $context.values (index . 2) }}
{{- $authority := get $context.values (index . 3) }}
{{- $names := index . 5 }}
{{- if not (include "opsctl.secrets.kept" (list $context (index . 1) (list $key $authority $names) 300)) }}
{{- $addresses := list }}
{{- $hosts := list }}
{{- range $names }}
{{- if regexMatch "^[0-9.]+$" . }}{{ $addresses = append $addresses . }}{{ else }}{{ $hosts = append $hosts . }}{{ end }}
{{- end }}
{{- $signer := buildCustomCert (b64enc $authority) (get $context.values (index . 4) | b64enc) }}
{{- $leaf := genSignedCertWithKey (first $names) $addresses $hosts 397 $signer $key }}
{{- $_ := set $context.values (index . 1) (printf "%s%s" $leaf.Cert $authority) }}
{{- end }}
{{- end }}

{{- /*
(root, service): short sha256 over the values that a service reads, for an annotation that rolls its pods with them. Empty
where the chart knows no value: with Secrets of somebody's own.
*/ -}}
{{- define "opsctl.secrets.digest" -}}
{{- $root := index . 0 }}
{{- $name := index . 1 }}
{{- $given := get ($root.Values.secrets.digests | default dict) $name }}
{{- if $given }}
{{- $given }}
{{- else if eq $root.Values.secrets.mode "generate" }}
{{- include "opsctl.secrets.load" $root }}
{{- $read := dict }}
{{- range include "opsctl.secrets.readBy" (get $root.Values.services $name) | splitList " " }}
{{- $_ := set $read . (get $root.Release.opsctlSecrets.values .) }}
{{- end }}
{{- toJson $read | sha256sum | trunc 16 }}
{{- end }}
{{- end }}

{{- /* Names of the secrets that a service reads, between blanks. */ -}}
{{- define "opsctl.secrets.readBy" -}}
{{- concat (.secrets | default list) (values (.secretEnv | default dict)) | uniq | sortAlpha | join " " }}
{{- end }}

{{- /* Names of the secrets that agents read, between blanks: they lie in a namespace of their own, which needs its own Secrets. */ -}}
{{- define "opsctl.secrets.readByAgents" -}}
{{- $names := list }}
{{- range .Values.services }}
{{- if .agent }}
{{- $names = concat $names (include "opsctl.secrets.readBy" . | splitList " ") }}
{{- end }}
{{- end }}
{{- $names | uniq | sortAlpha | join " " | trim }}
{{- end }}
