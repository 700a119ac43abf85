import type { AlertingSpec } from "../../components/addons/kube-prometheus-stack/alerting-spec";

const key = (name: string) => ({ secret: "alerting", key: name });

/** What people write: from the least to all that there is. */
export const alertingExamples = {
  slackAlone: { receivers: { team: { slack: { channel: "#alerts", webhook: key("slack") } } } },
  pagesAndTickets: {
    receivers: {
      tickets: { slack: { channel: "#tickets", webhook: key("slack") } },
      pages: { pagerDuty: { routingKey: key("pagerduty") } },
    },
    default: "tickets",
    routes: [{ to: "pages", match: { severity: "critical" } }],
    heartbeat: { url: { secret: "heartbeat", key: "url" } },
    runbooksUrl: "https://runbooks.example.com",
  },
  everything: {
    receivers: {
      tickets: { slack: { channel: "@somebody", webhook: key("slack") }, sendResolved: false },
      pages: {
        pagerDuty: { routingKey: key("pagerduty") },
        sns: { topicArn: "arn:aws:sns:eu-central-1:111122223333:pages" },
      },
      payments: {
        email: {
          to: ["payments@example.com", "lead@example.com"],
          from: "alerts@example.com",
          server: "email-smtp.eu-central-1.amazonaws.com:587",
          username: "alerts",
          password: key("smtp"),
        },
      },
      archive: { webhook: { url: key("archive") } },
    },
    default: "tickets",
    routes: [
      { to: "archive", match: { namespace: { regex: "shop|back-\\d" } }, continue: true },
      { to: "payments", match: { team: "payments", severity: "warning" }, repeat: "1d" },
      { to: "pages", match: { severity: "critical" }, repeat: "30m" },
    ],
    groupBy: ["alertname", "cluster"],
    repeat: "12h",
  },
} as const satisfies Readonly<Record<string, AlertingSpec>>;
