import { z } from "zod";
import { encrypted } from "../encrypted";
import { kind, someTexts, text, textList, texts } from "../texts";
import { helmOptions } from "./common";

/** A value in a Secret of the namespace `monitoring`. */
export const secretKeyRef = (description: string) =>
  z
    .strictObject({ secret: text("Name of the Secret in the namespace monitoring"), key: text("Key in it") })
    .describe(description);

const volume = (size: string) => ({
  size: text(`As a Kubernetes quantity. Default: ${size}`).optional(),
  class: text("Class of storage. Default: the cluster's default class").optional(),
});

const only = text("Regular expression of the names of metrics that are sent. Default: all").optional();

const remoteWrite = z.union([
  kind({
    workspaceArn: text(
      "ARN of a workspace of Amazon Managed Prometheus, on EKS alone. About 0.90 USD for 10 million samples",
    ),
    only,
  }),
  kind({
    url: text("https://…, without user or password"),
    only,
    basicAuth: z
      .strictObject({ username: secretKeyRef("User"), password: secretKeyRef("Password") })
      .describe("Who writes, by user and password. Default: by bearerToken")
      .optional(),
    bearerToken: secretKeyRef("Who writes, by a token. Default: by basicAuth").optional(),
  }),
]);

/** Metrics: what is kept of them, and for how long. */
export const prometheus = z
  .strictObject({
    retention: text(
      "Time that metrics are kept, whole hours or days. Default: 31d, enough for objectives over 30 days",
    ).optional(),
    retentionSize: text(
      "Bytes that they take at most on each volume, as a Kubernetes quantity. Default: 85 % of the volume",
    ).optional(),
    storage: z
      .union([z.literal(false), z.strictObject(volume("50Gi in production, else 10Gi"))])
      .describe("The volume of each replica; false: metrics are lost with the pod, not in production")
      .optional(),
    interval: text("Time between two scrapes of what does not say, 15s to 5m. Default: 30s").optional(),
    memory: text("Memory of each replica, as a Kubernetes quantity. Default: 2Gi in production, else 1Gi").optional(),
    externalLabels: texts("Labels of what is sent elsewhere. Default: cluster, the name of the cluster").optional(),
    remoteWrite: z.array(remoteWrite).describe("Where metrics are sent to besides. Default: nowhere").optional(),
  })
  .describe("Prometheus: what is kept, and for how long");

const receiver = z
  .strictObject({
    slack: z
      .strictObject({
        channel: text("#channel, @somebody, or the ID of a channel"),
        webhook: secretKeyRef("URL of an incoming webhook of Slack"),
      })
      .describe("A channel of Slack")
      .optional(),
    pagerDuty: z
      .strictObject({ routingKey: secretKeyRef("Key of an integration by the Events API v2") })
      .describe("A service of PagerDuty")
      .optional(),
    email: z
      .strictObject({
        to: someTexts("Addresses"),
        from: text("Address of the sender"),
        server: text("Host and port of the mail server, which must offer TLS"),
        username: text("User at the mail server"),
        password: secretKeyRef("Password at the mail server"),
      })
      .describe("Mails")
      .optional(),
    sns: z
      .strictObject({ topicArn: text("ARN of the topic") })
      .describe("A topic of SNS, on EKS alone, by the identity that is granted to Alertmanager")
      .optional(),
    webhook: z
      .strictObject({ url: secretKeyRef("Its URL") })
      .describe("An address that gets the alerts as JSON")
      .optional(),
    sendResolved: z.boolean().describe("Whether it is told when an alert is over. Default: true").optional(),
  })
  .describe("Channels of a receiver: at least one");

const route = z.strictObject({
  to: text("Name of a receiver"),
  match: z
    .record(
      z.string(),
      z.union([z.string(), z.strictObject({ regex: text("Regular expression that the whole value matches") })]),
    )
    .describe("Labels that alerts must have: a text, or { regex: … }. At least one"),
  continue: z.boolean().describe("Whether the routes after it are asked too. Default: false").optional(),
  repeat: text("Time until an alert that lasts is told of again. Default: that of all").optional(),
});

/** Who is told of alerts. */
export const alerting = z
  .strictObject({
    receivers: z.record(z.string(), receiver).describe("Whom alerts are sent to, by name"),
    default: text("Name of the receiver of what no route is for. Default: the only one").optional(),
    routes: z
      .array(route)
      .describe("Who gets which alerts: the first that fits. Default: all go to the default")
      .optional(),
    groupBy: textList("Labels that alerts are told of together by. Default: alertname, namespace, service").optional(),
    repeat: text("Time until an alert that lasts is told of again, at least 5m. Default: 4h").optional(),
    heartbeat: z
      .strictObject({ url: secretKeyRef("Its URL") })
      .describe("An address that is called as long as alerting works. Default: none")
      .optional(),
    runbooksUrl: text("URL below which docs/runbooks is published. Default: alerts name the page alone").optional(),
  })
  .describe("Who is told of alerts. Default: nobody, and there is no Alertmanager");

const oidc = z
  .strictObject({
    issuer: text("URL of the provider, https://…, without a / at its end"),
    clientId: text("Id of Grafana at the provider"),
    clientSecret: secretKeyRef("Secret of Grafana at the provider"),
    endpoints: z
      .strictObject({ authorize: text("https://…"), token: text("https://…"), userInfo: text("https://…") })
      .describe("Default: <issuer>/authorize, <issuer>/token, <issuer>/userinfo")
      .optional(),
    scopes: someTexts("Default: openid, profile, email").optional(),
    groupsClaim: text("Claim with the groups of who logs in. Default: groups").optional(),
    editors: textList("Groups who may change dashboards. Default: none").optional(),
    admins: textList("Groups who may administrate. Default: none").optional(),
  })
  .describe("Log-in by OpenID Connect; it needs url. Default: user and password of the Secret");

/** Grafana: who may look, and whether what they change there stays. */
export const grafana = z
  .strictObject({
    adminSecret: text(
      "Secret of the namespace monitoring with the keys admin-user and admin-password. Default: one is made, with the user admin and a random password",
    ).optional(),
    url: text("URL that it is called by. Default: by port forwarding alone").optional(),
    oidc: oidc.optional(),
    storage: z
      .strictObject(volume("10Gi"))
      .describe("A volume for what is made by hand. Default: none, dashboards come from the program")
      .optional(),
    editable: z
      .boolean()
      .describe("Whether dashboards of the program can be changed by hand until the next start. Default: false")
      .optional(),
  })
  .describe("Grafana: who may look, and what stays");

/** Secrets of the namespace `monitoring`, by name and key. */
export const monitoringSecrets = z
  .record(z.string(), z.record(z.string(), encrypted))
  .describe("Secrets that are made in the namespace monitoring, by name and key, encrypted. Default: none");

const dataSource = z.strictObject({
  name: text("What people see"),
  type: text("Type of its plug-in, such as elasticsearch"),
  uid: text("By which dashboards know it"),
  url: text("Its address").optional(),
  basicAuthUser: text("User").optional(),
  jsonData: z.record(z.string(), z.unknown()).describe("What its plug-in is told").optional(),
  secureJsonData: z
    .record(z.string(), secretKeyRef("A secret"))
    .describe("What its plug-in is told that is secret, by the name of the field")
    .optional(),
});

export const kubePrometheusStack = z
  .strictObject({
    ...helmOptions,
    prometheus: prometheus.optional(),
    alerting: alerting.optional(),
    grafana: z
      .union([z.literal(false), grafana])
      .describe("Grafana; false: there is none. Default: one without storage")
      .optional(),
    secrets: monitoringSecrets.optional(),
    dataSources: z
      .array(dataSource)
      .describe("Data sources of Grafana besides metrics and alerts, in the form of its provisioning. Default: none")
      .optional(),
    controlPlane: z
      .boolean()
      .describe("Whether etcd, scheduler, controller manager and kube-proxy are looked at; not on EKS. Default: false")
      .optional(),
  })
  .describe("kube-prometheus-stack: Prometheus by its operator, Alertmanager, Grafana and exporters");
