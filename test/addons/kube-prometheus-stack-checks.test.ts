// What is refused of the options of kube-prometheus-stack, and with which words. Who is told of alerts is checked in test/observability/.
import type { Surroundings } from "../../components/addons";
import { checkKubePrometheusStack } from "../../components/addons/kube-prometheus-stack/check-kube-prometheus-stack";
import type { KubePrometheusStackSpec } from "../../components/addons/kube-prometheus-stack/kube-prometheus-stack-spec";
import { formatPath } from "../../components/core";

const around: Surroundings = {
  target: "eks",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: { storageClasses: { gp3: { expandable: true } } },
  planned: new Map(),
};
const existing = { target: "existing" } as const;

const ref = (key: string) => ({ secret: "monitoring-secrets", key });
const workspaceArn = "arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d";
const url = "https://metrics.example.com/write";

function told(spec: KubePrometheusStackSpec, more: Partial<Surroundings> = {}): string[] {
  return checkKubePrometheusStack(spec, { ...around, ...more }).map(
    ({ path, message, found, allowed, fix }) =>
      `${formatPath(path)}: ${message} | ${found ?? "-"} | ${allowed ?? "-"} | ${fix}`,
  );
}

test("what is right is let be", () => {
  const remoteWrite = [
    { workspaceArn },
    { url, bearerToken: ref("token") },
    { url: "https://b.example.com", basicAuth: { username: ref("user"), password: ref("password") } },
  ];
  const right: KubePrometheusStackSpec[] = [
    {},
    { prometheus: { retention: "36h", retentionSize: "45Gi", interval: "1m", memory: "512Mi", remoteWrite } },
    { prometheus: { storage: { size: "1Ti", class: "gp3" } }, grafana: { storage: {}, adminSecret: "grafana" } },
    { grafana: false },
    { secrets: { "monitoring-secrets": { token: "x" } }, prometheus: { remoteWrite: remoteWrite.slice(0, 2) } },
  ];
  expect(right.flatMap((spec) => told(spec))).toEqual([]);
  expect(told({ prometheus: { storage: false } }, { isProduction: false })).toEqual([]);
  expect(told({ controlPlane: true }, existing)).toEqual([]);
});

test.each<[string, NonNullable<KubePrometheusStackSpec["prometheus"]>, string]>([
  [
    "retention in weeks",
    { retention: "2w" },
    "prometheus.retention: this is no time that metrics could be kept | 2w | whole hours or days, such as 36h or 15d | write 14d",
  ],
  [
    "retention larger than its disk",
    { retentionSize: "60Gi" },
    "prometheus.retentionSize: what is kept would fill the disk, and Prometheus would stop: what it writes just now needs a tenth besides | 60Gi of 50Gi | up to 46080Mi | remove it for 85 % of the volume, or write a larger storage.size",
  ],
  [
    "retention that leaves no room for what is written",
    { retentionSize: "95Gi", storage: { size: "100Gi" } },
    "prometheus.retentionSize: what is kept would fill the disk, and Prometheus would stop: what it writes just now needs a tenth besides | 95Gi of 100Gi | up to 92160Mi | remove it for 85 % of the volume, or write a larger storage.size",
  ],
  [
    "production without storage",
    { storage: false },
    "prometheus.storage: in production metrics are not to be lost with a pod: objectives and alerts go by those of weeks | false | - | remove it, or write storage: { size: 50Gi }",
  ],
  [
    "a size of another notation",
    { storage: { size: "50GB" } },
    "prometheus.storage.size: this is no number of bytes | 50GB | a Kubernetes quantity, such as 50Gi | write 50Gi",
  ],
  [
    "a class that is not there",
    { storage: { class: "gp2" } },
    "prometheus.storage.class: there is no such class of storage | gp2 | gp3 | write one of these, remove it for the default, or add it to slipway:capabilities.storageClasses",
  ],
  [
    "an interval without a unit",
    { interval: "30" },
    "prometheus.interval: this is no time between two scrapes | 30 | whole seconds or minutes, 15s to 5m | write 30s",
  ],
  [
    "an interval that is too long",
    { interval: "10m" },
    "prometheus.interval: this is no time between two scrapes | 10m | whole seconds or minutes, 15s to 5m | write a time such as 30s",
  ],
  [
    "too little memory",
    { memory: "512m" },
    "prometheus.memory: these are too few bytes | 512m | a Kubernetes quantity from 256Mi, such as 2Gi | write a quantity such as 2Gi",
  ],
  [
    "a label that Prometheus has itself",
    { externalLabels: { __replica__: "a" } },
    "prometheus.externalLabels.__replica__: this label says which Prometheus it was, and is written by itself | __replica__ | - | remove it",
  ],
])("%s", (_, prometheus, expected) => {
  expect(told({ prometheus })).toEqual([expected]);
});

type RemoteWrite = NonNullable<NonNullable<KubePrometheusStackSpec["prometheus"]>["remoteWrite"]>;

test.each<[string, RemoteWrite, Partial<Surroundings>, string]>([
  [
    "no identity",
    [{ url }],
    {},
    "prometheus.remoteWrite[0]: nothing says who writes: whoever takes metrics from anybody takes false ones too | neither basicAuth nor bearerToken | one of basicAuth and bearerToken, or workspaceArn in place of url | add bearerToken: { secret: …, key: … }, or basicAuth with username and password",
  ],
  [
    "two identities",
    [{ url, bearerToken: ref("a"), basicAuth: { username: ref("b"), password: ref("c") } }],
    {},
    "prometheus.remoteWrite[0]: of two identities only one could be sent | basicAuth, bearerToken | one of basicAuth and bearerToken, or workspaceArn in place of url | remove one of the two",
  ],
  [
    "a workspace with a token",
    [{ workspaceArn, url, bearerToken: ref("a") }],
    {},
    "prometheus.remoteWrite[0]: a workspace is written to by the identity that is granted to Prometheus, and by no other | workspaceArn, url, bearerToken | workspaceArn alone, or url with basicAuth or bearerToken | remove url and bearerToken, or workspaceArn",
  ],
  [
    "a workspace from elsewhere",
    [{ workspaceArn }],
    existing,
    "prometheus.remoteWrite[0].workspaceArn: in a cluster that is not made here Prometheus can be granted no identity to write with | target: existing | - | write url with basicAuth or bearerToken, such as those of a proxy that signs for AWS",
  ],
  [
    "no ARN",
    [{ workspaceArn: "ws-0a1b2c3d" }],
    {},
    "prometheus.remoteWrite[0].workspaceArn: this is no ARN of a workspace of Amazon Managed Prometheus | ws-0a1b2c3d | arn:aws:aps:<region>:<account>:workspace/ws-… | write the ARN that the console or aws amp list-workspaces shows",
  ],
  [
    "plain text",
    [{ url: "http://metrics.example.com/write", bearerToken: ref("a") }],
    {},
    "prometheus.remoteWrite[0].url: this is no address that metrics could be sent to in safety | http://metrics.example.com/write | https://… with a host, and without user and password | write https://metrics.example.com/write",
  ],
  [
    "a password in the address, which is not shown",
    [{ url: "https://user:password@metrics.example.com/write", bearerToken: ref("a") }],
    {},
    "prometheus.remoteWrite[0].url: this is no address that metrics could be sent to in safety | - | https://… with a host, and without user and password | write the whole address, with its path",
  ],
  [
    "the same twice",
    [{ workspaceArn }, { workspaceArn, only: "up" }],
    {},
    "prometheus.remoteWrite[1]: metrics are sent there already, and would be paid for twice | the same as remoteWrite[0] | - | remove one of the two, or make one regular expression of both",
  ],
])("remote write: %s", (_, remoteWrite, more, expected) => {
  expect(told({ prometheus: { remoteWrite } }, more)).toEqual([expected]);
});

const oidc = { issuer: "https://id.example.com", clientId: "grafana", clientSecret: ref("oidc") } as const;
const address = "https://grafana.example.com";

test.each<[string, KubePrometheusStackSpec["grafana"], string]>([
  [
    "log-in without an address to return to",
    { oidc },
    "grafana.oidc: whoever has proved who they are is sent back to Grafana, and it has no address | no url | - | add url: https://grafana.example.com beside oidc, or remove oidc",
  ],
  [
    "an issuer that ends in a slash",
    { url: address, oidc: { ...oidc, issuer: "https://id.example.com/" } },
    "grafana.oidc.issuer: this is no address of a provider | https://id.example.com/ | https://… with a host, without user and password, and without a / at its end | write https://id.example.com, and endpoints where the provider has others below it",
  ],
  [
    "a group that ends the expression",
    { url: address, oidc: { ...oidc, admins: ["ops' || true || '"] } },
    `grafana.oidc.admins[0]: this is no name of a group that Grafana's configuration could hold | "ops' || true || '" | any text in one line without quotes, backslashes and the characters ; # $ % { } | have the provider call it otherwise, such as by its id`,
  ],
  [
    "an address with a path that ends in a slash",
    { url: "https://grafana.example.com/" },
    "grafana.url: this is no address that links could lead to | https://grafana.example.com/ | https://… with a host, without user, query, fragment and a / at its end | write https://grafana.example.com",
  ],
])("Grafana: %s", (_, grafana, expected) => {
  expect(told({ grafana })).toEqual([expected]);
});

test("a Secret that is made here must have the keys that are asked for; others may come from elsewhere", () => {
  const prometheus = { remoteWrite: [{ url, bearerToken: ref("tokn") }] };
  expect(told({ prometheus, secrets: { "monitoring-secrets": { token: "x" } } })).toEqual([
    "prometheus.remoteWrite[0].bearerToken.key: the Secret monitoring-secrets, which is made here, has no such key | tokn | token | write one of these, or add it to secrets",
  ]);
  expect(told({ prometheus })).toEqual([]);
  expect(told({ secrets: { "grafana-admin": { password: "x" } } })).toEqual([
    "secrets.grafana-admin: a Secret of this name is made by the add-on itself, or by the operator | grafana-admin | any but grafana-admin, kube-prometheus-stack…, prometheus-… and alertmanager-… | give it another name, such as monitoring-receivers",
  ]);
  expect(told({ secrets: { receivers: {} } })).toEqual([
    "secrets.receivers: the Secret has no value | no key | - | add a key, or remove the Secret",
  ]);
  expect(told({ secrets: { receivers: { "a key": "x" } } })).toEqual([
    "secrets.receivers.a key: this is no key of a Secret | a text of 5 characters | 1 to 253 letters, digits, '-', '_' and '.' | write the key in the Secret that the value is under, never the value itself",
  ]);
});

test("data sources have uids of their own, topics need an identity, and EKS shows no control plane", () => {
  expect(told({ dataSources: [{ name: "Mine", type: "loki", uid: "prometheus" }] })).toEqual([
    "dataSources[0].uid: another data source has this uid or name, and one would take the other's place | prometheus, Mine | - | give it a uid and a name of its own; prometheus and alertmanager are there already",
  ]);
  const receivers = { team: { sns: { topicArn: "arn:aws:sns:eu-central-1:111122223333:alerts" } } };
  expect(told({ alerting: { receivers } }, existing)).toEqual([
    "alerting.receivers.team.sns: in a cluster that is not made here Alertmanager can be granted no identity to write to SNS with | target: existing | - | write another channel, such as webhook or email",
  ]);
  expect(told({ controlPlane: true })).toEqual([
    "controlPlane: EKS lets nobody reach etcd, the scheduler and the controller manager: alerts would say forever that they are down | true | - | remove it; the API server is looked at anyway",
  ]);
});
