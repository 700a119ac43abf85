import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { applyRules, workloadRules, type Rule } from "../../policy";
import { previewEnvironment } from "../../preview/preview";
import { environments } from "../../stacks/config";
import { record } from "../../testing";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

const metadata = { namespace: "shop", name: "orders" };
const labels = { "app.kubernetes.io/name": "orders" };
const path = "Deployment:orders";

const container: Container = {
  name: "orders",
  image: "registry.example/orders:1.0.0",
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const pod: PodSpec = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};

/** What the rules say of a Deployment whose pods are selected by a network policy and a disruption budget. */
async function findings(
  spec: PodSpec,
  without: { networkPolicy?: boolean; budget?: boolean; namespace?: string; selector?: Record<string, string> } = {},
) {
  const { resources } = await record(() => {
    const opts = { provider: new k8s.Provider("cluster") };
    const selector = { matchLabels: without.selector ?? labels };
    const around = { namespace: without.namespace ?? "shop" };
    new k8s.apps.v1.Deployment(
      "orders",
      { metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } },
      opts,
    );
    if (without.networkPolicy !== true) {
      new k8s.networking.v1.NetworkPolicy("orders", { metadata: around, spec: { podSelector: selector } }, opts);
    }
    if (without.budget !== true) {
      new k8s.policy.v1.PodDisruptionBudget("orders", { metadata: around, spec: { selector } }, opts);
    }
  });
  return applyRules(workloadRules, resources);
}

/** A pod whose container is changed. */
function podWith(changes: Partial<Container>): PodSpec {
  return { ...pod, containers: [{ ...container, ...changes }] };
}

test("a workload that keeps every rule is not objected to", async () => {
  expect(await findings(pod)).toEqual([]);
});

test("a CronJob and a bare Pod are looked at as well", async () => {
  const { resources } = await record(() => {
    const opts = { provider: new k8s.Provider("cluster") };
    const spec: PodSpec = { containers: [{ name: "bare", image: "registry.example/bare:1" }] };
    new k8s.core.v1.Pod("bare", { metadata, spec }, opts);
    new k8s.batch.v1.CronJob(
      "nightly",
      { metadata, spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec } } } } },
      opts,
    );
  });
  const objections = applyRules(workloadRules, resources).filter(({ rule }) => rule === "restricted-pods");
  expect(objections.map((finding) => finding.path)).toEqual(["CronJob:nightly", "Pod:bare"]);
});

test("a namespace that is not shown is still one, and a selector by expressions selects only what it says", async () => {
  const among = (namespace: pulumi.Input<string>, values: string[]) =>
    record(() => {
      const opts = { provider: new k8s.Provider("cluster") };
      const hidden = { namespace };
      const podSelector = { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values }] };
      new k8s.apps.v1.Deployment(
        "orders",
        {
          metadata: { ...metadata, ...hidden },
          spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
        },
        opts,
      );
      new k8s.networking.v1.NetworkPolicy("orders", { metadata: hidden, spec: { podSelector } }, opts);
    }).then(({ resources }) => applyRules(workloadRules, resources).filter(({ rule }) => rule === "isolated-pods"));
  expect(await among(pulumi.secret("shop"), ["orders"])).toEqual([]);
  expect(await among("shop", ["payments"])).toHaveLength(1);
});

describe("restricted-pods", () => {
  const open: Container["securityContext"] = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

  test.each<[field: string, spec: PodSpec]>([
    ["runAsNonRoot", { ...pod, securityContext: { seccompProfile: { type: "RuntimeDefault" } } }],
    ["runAsNonRoot", podWith({ securityContext: { ...open, runAsNonRoot: false } })],
    ["seccompProfile", { ...pod, securityContext: { runAsNonRoot: true } }],
    ["seccompProfile", podWith({ securityContext: { ...open, seccompProfile: { type: "Unconfined" } } })],
    ["allowPrivilegeEscalation", podWith({ securityContext: { capabilities: { drop: ["ALL"] } } })],
    ["capabilities.drop", podWith({ securityContext: { allowPrivilegeEscalation: false } })],
    ["capabilities.drop", podWith({ securityContext: { ...open, capabilities: { drop: ["NET_RAW"] } } })],
    ["host namespaces", { ...pod, hostNetwork: true }],
    ["host namespaces", { ...pod, hostPID: true }],
    ["host namespaces", { ...pod, hostIPC: true }],
    ["runAsUser 0", podWith({ securityContext: { ...open, runAsUser: 0 } })],
    ["privileged", podWith({ securityContext: { ...open, privileged: true } })],
    [
      "capabilities.add SYS_ADMIN",
      podWith({
        securityContext: { ...open, capabilities: { drop: ["ALL"], add: ["SYS_ADMIN", "NET_BIND_SERVICE"] } },
      }),
    ],
    ["hostPort", podWith({ ports: [{ containerPort: 80, hostPort: 80 }] })],
    ["hostPath", { ...pod, volumes: [{ name: "host", hostPath: { path: "/" } }] }],
  ])("objects to %s", async (field, spec) => {
    expect(await findings(spec)).toEqual([
      {
        rule: "restricted-pods",
        level: "mandatory",
        path,
        message: `container orders does not meet the restricted Pod Security standard: ${field}`,
        fix: "remove the transform that changes its security context",
      },
    ]);
  });

  test("looks at init containers too", async () => {
    const init = { ...container, name: "migrate", securityContext: {} };
    expect((await findings({ ...pod, initContainers: [init] })).map(({ message }) => message)).toEqual([
      "container migrate does not meet the restricted Pod Security standard: allowPrivilegeEscalation, capabilities.drop",
    ]);
  });

  test("is content with a security context of the container's own", async () => {
    const securityContext = { ...open, runAsNonRoot: true, seccompProfile: { type: "Localhost" } };
    expect(await findings({ containers: [{ ...container, securityContext }] })).toEqual([]);
  });
});

describe("bounded-containers", () => {
  test.each<[missing: string, resources: Container["resources"]]>([
    ["limits.memory", { requests: { cpu: "100m", memory: "128Mi" } }],
    ["requests.cpu", { requests: { memory: "128Mi" }, limits: { memory: "256Mi" } }],
    ["requests.memory", { requests: { cpu: "100m" }, limits: { memory: "256Mi" } }],
    ["limits.memory, requests.cpu, requests.memory", {}],
  ])("objects to a container without %s", async (missing, resources) => {
    expect(await findings(podWith({ resources: resources ?? {} }))).toEqual([
      {
        rule: "bounded-containers",
        level: "mandatory",
        path,
        message: `container orders has no ${missing}`,
        fix: "set resources",
      },
    ]);
  });
});

describe("isolated-pods", () => {
  const objection = {
    rule: "isolated-pods",
    level: "mandatory",
    path,
    message: "no network policy selects its pods, so anyone may call them",
    fix: "use a Microservice, or add a NetworkPolicy",
  };

  test("objects to a workload without a network policy", async () => {
    expect(await findings(pod, { networkPolicy: true })).toEqual([objection]);
  });

  test.each([
    ["of another namespace", { namespace: "other" }],
    ["of other pods", { selector: { "app.kubernetes.io/name": "payments" } }],
  ])("is not content with a policy %s", async (_, around) => {
    expect(await findings(pod, around)).toContainEqual(objection);
  });

  test("is content with a policy of the whole namespace", async () => {
    expect(await findings(pod, { selector: {} })).toEqual([]);
  });
});

describe("disruption-budgets", () => {
  test("objects to a workload without a disruption budget, but only advises", async () => {
    expect(await findings(pod, { budget: true })).toEqual([
      {
        rule: "disruption-budgets",
        level: "advisory",
        path,
        message: "a drain of nodes may take all of its pods at once",
        fix: "use a Microservice, or add a PodDisruptionBudget",
      },
    ]);
  });
});

describe("fixed-images", () => {
  test.each([
    "registry.example/orders",
    "registry.example/orders:latest",
    "registry.example:5000/orders",
    "redis:alpine",
    "orders2:stable",
  ])("objects to %s, but only advises", async (image) => {
    expect(await findings(podWith({ image }))).toEqual([
      {
        rule: "fixed-images",
        level: "advisory",
        path,
        message: `the image ${image} may be another one tomorrow`,
        fix: "name a version or a digest",
      },
    ]);
  });

  test.each([
    "registry.example:5000/orders:1",
    "registry.example/orders:v1.2.3-rc1",
    `registry.example/orders@sha256:${"a".repeat(64)}`,
    `registry.example/orders:latest@sha256:${"0".repeat(64)}`,
  ])("is content with %s", async (image) => {
    expect(await findings(podWith({ image }))).toEqual([]);
  });
});

test.each(environments())("%s violates no mandatory rule", async (environment) => {
  const { summary } = await previewEnvironment(environment);
  expect(summary.policy.filter(({ level }) => level === "mandatory")).toEqual([]);
});

test("findings carry their rule's name and level, in the order of the rules", () => {
  const rule = (name: string, level: Rule["level"]): Rule => ({
    name,
    level,
    check: () => [{ path: "a", message: `by ${name}`, fix: "mend it" }],
  });
  expect(applyRules([rule("second", "advisory"), rule("first", "mandatory")], [])).toEqual([
    { rule: "second", level: "advisory", path: "a", message: "by second", fix: "mend it" },
    { rule: "first", level: "mandatory", path: "a", message: "by first", fix: "mend it" },
  ]);
});
