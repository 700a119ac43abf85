// What Fluent Bit is given, and may do in AWS. That it takes this configuration is not shown: no registry of packages has the program.
import { addOns } from "../../components/addons";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const toElasticsearch = {
  elasticsearch: {
    host: "elasticsearch-es-http.logging.svc",
    dataStream: "logs-kubernetes-default",
    user: { secret: "fluent-bit-beat-user", key: "fluent-bit-fluent-bit-beat-user" },
    caSecret: "fluent-bit-beat-es-ca",
  },
} as const;

const around = {
  target: "existing",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
  planned: new Map<string, never>(),
} as const;

test("on EKS it writes to a log group that is made, with an identity that may do no more", async () => {
  const recorded = await addOnsOnEks({
    fluentBit: { output: { cloudWatch: { days: 14 } } },
    isProduction: true,
    protected: true,
  });
  const group = recorded.get("LogGroup:add-ons-fluent-bit-logs");
  expect(group.inputs).toMatchObject({
    name: expect.stringMatching(/^\/slipway\/.+\/workloads$/) as string,
    retentionInDays: 14,
  });
  expect(group.protect).toBe(true);
  const release = recorded.get("Release:add-ons-fluent-bit");
  expect(release.inputs).toMatchObject({
    name: "fluent-bit",
    namespace: "fluent-bit",
    atomic: true,
    values: {
      testFramework: { enabled: false },
      serviceAccount: { create: true, name: "fluent-bit" },
      tolerations: [{ operator: "Exists" }],
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "128Mi" } },
      serviceMonitor: { enabled: false },
    },
  });
  expect(release.inputs).not.toHaveProperty("skipAwait");
  expect(outputsOf(release.inputs)).toEqual({
    Name: "cloudwatch_logs",
    Match: "kube.*",
    region: "eu-central-1",
    log_group_name: group.inputs.name,
    log_stream_prefix: "pods-",
    log_stream_template: "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']",
    auto_create_group: "Off",
    Retry_Limit: "50",
    "storage.total_limit_size": "1G",
  });
});

test("logs are kept 30 days in production, else 7, and go with the cluster unless data is protected", async () => {
  const output = { cloudWatch: {} };
  const production = await addOnsOnEks({ fluentBit: { output }, isProduction: true });
  expect(production.get("LogGroup:add-ons-fluent-bit-logs").inputs.retentionInDays).toBe(30);
  const development = await addOnsOnEks({ fluentBit: { output } });
  const group = development.get("LogGroup:add-ons-fluent-bit-logs");
  expect(group.inputs.retentionInDays).toBe(7);
  expect(group.protect).not.toBe(true);
});

test("to an Elasticsearch it writes with the operator's user, by certificates of its authority, and nobody waits for its pods", async () => {
  const recorded = await addOnsInExistingCluster({ fluentBit: { output: toElasticsearch } });
  const { inputs } = recorded.get("Release/fluent-bit");
  expect(inputs).toMatchObject({
    atomic: false,
    skipAwait: true,
    values: {
      env: [
        {
          name: "ELASTICSEARCH_PASSWORD",
          valueFrom: { secretKeyRef: { name: "fluent-bit-beat-user", key: "fluent-bit-fluent-bit-beat-user" } },
        },
      ],
      extraVolumes: [{ name: "store", secret: { secretName: "fluent-bit-beat-es-ca" } }],
      extraVolumeMounts: [{ name: "store", mountPath: "/etc/fluent-bit-store", readOnly: true }],
    },
  });
  expect(outputsOf(inputs)).toMatchObject({
    Name: "es",
    Host: "elasticsearch-es-http.logging.svc",
    HTTP_User: "fluent-bit-fluent-bit-beat-user",
    HTTP_Passwd: "${ELASTICSEARCH_PASSWORD}",
    tls: "On",
    "tls.verify": "On",
    "tls.ca_file": "/etc/fluent-bit-store/ca.crt",
    Index: "logs-kubernetes-default",
    Write_Operation: "create",
  });
  expect(recorded.inputs("NetworkPolicy/fluent-bit").spec).toMatchObject({
    egress: expect.arrayContaining([
      { to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "logging" } } }] },
    ]) as unknown,
  });
});

test("a transform of the user's comes after what the store asks for", async () => {
  const recorded = await addOnsInExistingCluster({
    fluentBit: { output: toElasticsearch, transform: { release: { timeout: 900 } } },
  });
  expect(recorded.inputs("Release/fluent-bit")).toMatchObject({ timeout: 900, skipAwait: true, atomic: false });
});

test("it reads nodes' files, and nothing else of them: no socket, no network, files alone for reading", async () => {
  const recorded = await addOnsInExistingCluster({ fluentBit: { output: toElasticsearch } });
  const { values } = recorded.inputs("Release/fluent-bit") as { values: Record<string, unknown> };
  expect(values.securityContext).toEqual({
    runAsUser: 0,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(values.daemonSetVolumeMounts).toEqual([
    { name: "varlog", mountPath: "/var/log", readOnly: true },
    { name: "buffer", mountPath: "/var/lib/fluent-bit" },
  ]);
});

test("an output is asked for, CloudWatch is on EKS alone, and knows some numbers of days", () => {
  const check = addOns.fluentBit.check ?? (() => []);
  expect(check({}, around)).toMatchObject([{ path: ["output"] }]);
  expect(check({ output: { cloudWatch: { days: 10 } } }, around)).toMatchObject([
    { path: ["output", "cloudWatch"], found: "existing", fix: "write store: elastic in slipway:observability.logs" },
    { path: ["output", "cloudWatch", "days"], found: "10", fix: "write 14" },
  ]);
  expect(check({ output: { cloudWatch: { days: 14 } } }, { ...around, target: "eks" })).toEqual([]);
  expect(check({ output: toElasticsearch }, around)).toEqual([]);
});

/** The keys of the section of outputs. */
function outputsOf(inputs: Record<string, unknown>): Record<string, string> {
  const { values } = inputs as { values: { config: { outputs: string } } };
  const lines = values.config.outputs.split("\n").filter((line) => line.startsWith("    "));
  return Object.fromEntries(
    lines.map((line) => {
      const [key = "", ...rest] = line.trim().split(" ");
      return [key, rest.join(" ")] as const;
    }),
  );
}
