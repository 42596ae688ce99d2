{{- define "converge.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "converge.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "converge.labels" -}}
{{ include "converge.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "converge.keys" -}}
{{ .Values.keysSecret | default (printf "%s-keys" (include "converge.name" .)) }}
{{- end }}

{{- define "converge.config" -}}
{{- $storage := dict }}
{{- if .Values.storage.url }}
{{- $storage = dict "storage" (dict "url" .Values.storage.url) "signing_key" "/etc/converge/signing/signing-key.pem" }}
{{- end }}
{{- $auth := dict "enabled" true "keys" "/etc/converge/keys/keys.json" }}
{{- $own := dict "host" "0.0.0.0" "port" 8080 "data" "/data" "auth" $auth "grace_period" (printf "%ds" (int .Values.gracePeriodSeconds)) }}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $storage $own) }}
{{- end }}
