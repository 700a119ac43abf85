// What Alertmanager is given, and what is refused before. That it takes it, and whom it tells, is in test/e2e/alerting.e2e.ts.
import { alertmanagerConfig } from "../../components/addons/kube-prometheus-stack/alertmanager/alertmanager-config";
import { checkAlerting } from "../../components/addons/kube-prometheus-stack/alertmanager/check-alerting";
import { alertmanagerSecrets } from "../../components/addons/kube-prometheus-stack/alertmanager/mounted-secrets";
import { alertmanagerStatements } from "../../components/addons/kube-prometheus-stack/alertmanager/notified-topics";
import type {
  AlertingSpec,
  AlertRouteSpec,
  ReceiverSpec,
} from "../../components/addons/kube-prometheus-stack/alerting-spec";
import { formatPath, type Problem } from "../../components/core";
import { serviceAlertNames } from "../../components/observability/service/service-alert-names";
import { alertingExamples } from "./alerting-examples";

const { slackAlone, pagesAndTickets, everything } = alertingExamples;

test.each(Object.entries<AlertingSpec>(alertingExamples))("nothing is wrong with the example %s", (_, spec) => {
  expect(checkAlerting(spec)).toEqual([]);
});

test("routes begin with what is never for people, and end with the default where one goes on", () => {
  expect(alertmanagerConfig(pagesAndTickets, "dev").route).toEqual({
    receiver: "tickets",
    group_by: ["alertname", "namespace", "service"],
    group_wait: "30s",
    group_interval: "5m",
    repeat_interval: "4h",
    routes: [
      {
        receiver: "slipway/heartbeat",
        matchers: ['alertname="Watchdog"'],
        group_wait: "0s",
        group_interval: "1m",
        repeat_interval: "50s",
      },
      { receiver: "slipway/nobody", matchers: ['alertname="InfoInhibitor"'] },
      { receiver: "pages", matchers: ['severity="critical"'] },
    ],
  });
  expect(alertmanagerConfig(everything, "dev").route).toMatchObject({
    group_by: ["alertname", "cluster"],
    repeat_interval: "12h",
    routes: [
      { receiver: "slipway/nobody", matchers: ['alertname="Watchdog"'] },
      { receiver: "slipway/nobody" },
      { receiver: "archive", matchers: ['namespace=~"shop|back-\\\\d"'], continue: true },
      { receiver: "payments", matchers: ['team="payments"', 'severity="warning"'], repeat_interval: "1d" },
      { receiver: "pages", repeat_interval: "30m" },
      { receiver: "tickets" },
    ],
  });
});

test("a value of a label is quoted as matchers are", () => {
  const spec: AlertingSpec = { ...slackAlone, routes: [{ to: "team", match: { a: 'say "x\\y"\nz' } }] };
  expect(alertmanagerConfig(spec, "dev")).toMatchObject({
    route: { routes: [{}, {}, { matchers: [String.raw`a="say \"x\\y\"\nz"`] }] },
  });
});

test("secrets are files alone, of Secrets that are mounted", () => {
  const text = JSON.stringify(Object.values(alertingExamples).map((spec) => alertmanagerConfig(spec, "dev")));
  const fields = [...text.matchAll(/"([a-z_]*(?:url|key|password|token|secret)[a-z_]*)":"([^"]*)"/g)];
  expect(new Set(fields.map(([, field, value]) => `${field ?? ""} ${value ?? ""}`))).toEqual(
    new Set([
      "api_url_file /etc/alertmanager/secrets/alerting/slack",
      "routing_key_file /etc/alertmanager/secrets/alerting/pagerduty",
      "auth_password_file /etc/alertmanager/secrets/alerting/smtp",
      "url_file /etc/alertmanager/secrets/alerting/archive",
      "url_file /etc/alertmanager/secrets/heartbeat/url",
    ]),
  );
  expect(alertmanagerSecrets(pagesAndTickets)).toEqual(["alerting", "heartbeat"]);
  expect(alertmanagerSecrets(everything)).toEqual(["alerting"]);
});

test("topics of SNS are written to with the identity that is granted, in their own region", () => {
  expect(alertmanagerStatements(everything)).toEqual([
    { effect: "Allow", actions: ["sns:Publish"], resources: ["arn:aws:sns:eu-central-1:111122223333:pages"] },
  ]);
  expect(alertmanagerStatements(slackAlone)).toBeUndefined();
  expect(alertmanagerConfig(everything, "dev").receivers).toContainEqual(
    expect.objectContaining({ sns_configs: [expect.objectContaining({ sigv4: { region: "eu-central-1" } })] }),
  );
});

describe("refuses", () => {
  const reference = { secret: "alerting", key: "slack" };
  const withReceiver = (team: ReceiverSpec): AlertingSpec => ({ receivers: { team } });
  const withRoutes = (...routes: readonly AlertRouteSpec[]): AlertingSpec => ({ ...pagesAndTickets, routes });
  const slack = (channel: string) => withReceiver({ slack: { channel, webhook: reference } });
  const email = everything.receivers.payments.email;
  const mailed = (change: Partial<ReceiverSpec["email"]>) => withReceiver({ email: { ...email, ...change } });
  const shown = ({ path, message, found, fix }: Problem) => [formatPath(path), message, found, fix];

  test.each<[string, AlertingSpec, (string | undefined)[]]>([
    [
      "no receiver",
      { receivers: {} },
      [
        "receivers",
        "there is no receiver: nobody would be told of anything",
        "none",
        "add one, or remove the whole section",
      ],
    ],
    [
      "a receiver without a channel",
      withReceiver({ sendResolved: false }),
      [
        "receivers.team",
        "the receiver has no channel: whoever is to be told is not",
        undefined,
        "add one, such as slack: { channel: '#alerts', webhook: { secret: alerting, key: slack } }, or remove the receiver",
      ],
    ],
    [
      "several receivers without a default",
      { receivers: pagesAndTickets.receivers },
      [
        "default",
        "of several receivers, one gets what no route is for, and it is not said which",
        "nothing",
        "add default: tickets",
      ],
    ],
    [
      "an unknown default",
      { ...pagesAndTickets, default: "ticket" },
      ["default", "there is no such receiver", "ticket", "did you mean tickets?"],
    ],
    [
      "an unknown receiver",
      withRoutes({ to: "page", match: { severity: "critical" } }),
      ["routes[0].to", "there is no such receiver", "page", "did you mean pages?"],
    ],
    [
      "a route without a match",
      withRoutes({ to: "pages", match: {} }),
      [
        "routes[0].match",
        "the route is for every alert, and no route after it would be asked",
        "no label",
        "add a label that alerts must have, such as severity: critical; who gets all others is `default`",
      ],
    ],
    [
      "a route that one before it takes everything from",
      withRoutes(
        { to: "pages", match: { severity: "critical" } },
        { to: "tickets", match: { severity: "critical", team: "payments" } },
      ),
      [
        "routes[1]",
        "no alert comes here: the route 0 takes all that it is for",
        undefined,
        "move it before that one, or write continue: true there",
      ],
    ],
    [
      "a name that is no label",
      withRoutes({ to: "pages", match: { "app.kubernetes.io/name": "cart" } }),
      [
        "routes[0].match.app.kubernetes.io/name",
        "this is no name of a label",
        "app.kubernetes.io/name",
        "write app_kubernetes_io_name",
      ],
    ],
    [
      "a regular expression with look-around",
      withRoutes({ to: "pages", match: { namespace: { regex: "(?!shop)" } } }),
      [
        "routes[0].match.namespace.regex",
        expect.stringContaining("the regular expression does not compile"),
        "(?!shop)",
        "correct it, or write a prefix or the whole text",
      ],
    ],
    [
      "a time without unit",
      { ...slackAlone, repeat: "4" },
      ["repeat", "this is no time with its unit", "4", "write 4m or 4h"],
    ],
    [
      "a time that is too short",
      { ...slackAlone, repeat: "60s" },
      ["repeat", "alerts are looked at every five minutes, and cannot be told of more often", "60s", "write 5m"],
    ],
    [
      "a time of a route without unit",
      withRoutes({ to: "pages", match: { severity: "critical" }, repeat: "soon" }),
      ["routes[0].repeat", "this is no time with its unit", "soon", "write a time such as 4h"],
    ],
    [
      "no label to group by",
      { ...slackAlone, groupBy: [] },
      ["groupBy", "all alerts would be one message", "an empty list", "add alertname, or remove it for the default"],
    ],
    [
      "a channel without #",
      slack("alerts"),
      ["receivers.team.slack.channel", "this is no channel of Slack", "alerts", "write #alerts"],
    ],
    [
      "a webhook in the place of a channel",
      slack("https://hooks.slack.com/services/T000/B000/secret"),
      [
        "receivers.team.slack.channel",
        "this is no channel of Slack",
        "a text of 49 characters",
        "write a name such as #alerts",
      ],
    ],
    [
      "a reference without a key",
      withReceiver({ pagerDuty: { routingKey: { secret: "alerting", key: "" } } }),
      [
        "receivers.team.pagerDuty.routingKey.key",
        "this is no key of a Secret",
        "a text of 0 characters",
        "write the key in the Secret that the value is under, never the value itself",
      ],
    ],
    [
      "the secret in the place of a reference",
      withReceiver({ webhook: { url: { secret: "https://example.com/?token=abc", key: "url" } } }),
      [
        "receivers.team.webhook.url.secret",
        "the name of a Secret must be a DNS label",
        "a text of 30 characters",
        "write the name of a Secret of the cluster, never the secret itself",
      ],
    ],
    [
      "a heartbeat without a secret",
      { ...slackAlone, heartbeat: { url: { secret: "", key: "url" } } },
      [
        "heartbeat.url.secret",
        "the name of a Secret must be a DNS label",
        "a text of 0 characters",
        "write the name of a Secret of the cluster, never the secret itself",
      ],
    ],
    [
      "a mail server without a port",
      mailed({ server: "smtp.example.com" }),
      ["receivers.team.email.server", "this is no mail server", "smtp.example.com", "write smtp.example.com:587"],
    ],
    [
      "nobody to write to",
      mailed({ to: [] }),
      ["receivers.team.email.to", "nobody is written to", "an empty list", "add an address"],
    ],
    [
      "what is no address of e-mail",
      mailed({ to: ["ops@example.com", "ops"] }),
      ["receivers.team.email.to[1]", "this is no address of e-mail", "ops", "write such an address"],
    ],
    [
      "what is no topic",
      withReceiver({ sns: { topicArn: "alerts" } }),
      [
        "receivers.team.sns.topicArn",
        "this is no ARN of a topic of SNS",
        "alerts",
        "write the ARN of the topic, such as arn:aws:sns:eu-central-1:111122223333:alerts",
      ],
    ],
    [
      "an address of runbooks with a slash at its end",
      { ...slackAlone, runbooksUrl: "https://runbooks.example.com/" },
      [
        "runbooksUrl",
        "this is no address that names of pages could be put after",
        "https://runbooks.example.com/",
        "write https://runbooks.example.com",
      ],
    ],
  ])("%s", (_, spec, problem) => {
    expect(checkAlerting(spec).map(shown)).toEqual([problem]);
  });
});

test("what a workload's own alert says, no alert of the chart says besides, and none that pages is hidden by it", () => {
  const { inhibit_rules: rules } = alertmanagerConfig(slackAlone, "cluster") as {
    readonly inhibit_rules: readonly {
      readonly source_matchers: readonly string[];
      readonly target_matchers: readonly string[];
      readonly equal: readonly string[];
    }[];
  };
  const own = rules.flatMap(({ source_matchers: [source = ""], target_matchers: targets, equal }) => {
    const name = /^alertname="(.*)"$/.exec(source)?.[1] ?? "";
    return serviceAlertNames.some((known) => known === name) ? [{ name, targets, equal }] : [];
  });
  expect(own.map(({ name }) => name)).toEqual([
    "JobFailed",
    "ServiceAtMaxReplicas",
    "ServiceNotRolledOut",
    "ServiceRestarting",
    "ServiceVolumeFilling",
  ]);
  for (const { targets, equal } of own) {
    expect(targets[0]).toMatch(/^alertname=~"Kube\w+(\|Kube\w+)*"$/);
    expect(targets[1]).toBe('severity="warning"');
    expect(equal).toEqual(["namespace"]);
  }
});
