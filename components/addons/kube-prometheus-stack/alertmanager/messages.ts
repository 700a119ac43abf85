/**
 * What people are told, in the templates of Alertmanager (Go's `text/template`): each alert with its summary, and where it is written what to do. Fields of `.Alerts` and
 * functions: Alertmanager 0.34, `template/template.go`.
 */
export interface Messages {
  /** One line: whether it is so or over, how many, what, and where. */
  readonly title: string;
  /** All alerts, as plain text. */
  readonly text: string;
  /** The same with links as Slack writes them. */
  readonly slackText: string;
  readonly slackColor: string;
  /** Address of the runbook of the first, or nothing. */
  readonly runbook: string;
  /** One of the severities that PagerDuty knows. Alerts of one group may differ in theirs. */
  readonly pagerDutySeverity: string;
}

const where = "{{ with .CommonLabels.namespace }} {{ . }}{{ with $.CommonLabels.service }}/{{ . }}{{ end }}{{ end }}";

/**
 * @param clusterName tells who is called by several clusters where it comes from
 * @param runbooksUrl of alerts that only name the page of this project; without it, they go on doing so
 */
export function messages(clusterName: string, runbooksUrl?: string): Messages {
  const page = runbooksUrl === undefined ? undefined : `${runbooksUrl}/{{ reReplaceAll "^docs/runbooks/" "" . }}`;
  return {
    title: `[${clusterName}] {{ .Status | toUpper }}{{ if eq .Status "firing" }} ({{ .Alerts.Firing | len }}){{ end }} {{ .CommonLabels.alertname }}${where}`,
    text: textOf((address) => address, page),
    slackText: textOf((address, name) => `<${address}|${name}>`, page),
    slackColor: `{{ if eq .Status "firing" }}{{ if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}{{ else }}good{{ end }}`,
    runbook: "{{ with .CommonAnnotations.runbook_url }}{{ . }}{{ end }}",
    pagerDutySeverity: `{{ with .CommonLabels.severity }}{{ if eq . "critical" "warning" "info" }}{{ . }}{{ else }}error{{ end }}{{ else }}critical{{ end }}`,
  };
}

function textOf(link: (address: string, name: string) => string, page: string | undefined): string {
  return [
    "{{ range .Alerts }}",
    "{{ .Labels.severity }}: {{ or .Annotations.summary .Labels.alertname }}",
    "{{ with .Annotations.description }}\n{{ . }}{{ end }}",
    `{{ with .Annotations.runbook_url }}\n${link("{{ . }}", "Runbook")}{{ end }}`,
    `{{ with .Annotations.runbook }}\n${page === undefined ? "Runbook: {{ . }}" : link(page, "Runbook")}{{ end }}`,
    `{{ with .Annotations.dashboard_url }}\n${link("{{ . }}", "Dashboard")}{{ end }}`,
    "\n{{ end }}",
  ].join("");
}
