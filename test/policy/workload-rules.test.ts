/** What the rules say of objects as they are registered. That an API server refuses the same pods is shown by `npm run e2e`. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ExistingCluster } from "../../components/cluster";
import { Worker } from "../../components/workloads";
import {
  containerSecurityContext,
  exceptionAnnotations,
  podSecurityContext,
  podSecurityFields,
} from "../../components/workloads/pod/security";
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

interface Surroundings {
  networkPolicy?: boolean;
  budget?: boolean;
  namespace?: string;
  selector?: Record<string, string>;
  /** Annotations of the pods. */
  annotations?: Record<string, string>;
}

/** What the rules say of a Deployment whose pods are selected by a network policy and a disruption budget. */
async function findings(spec: PodSpec, without: Surroundings = {}) {
  const { resources } = await record(() => {
    const opts = { provider: new k8s.Provider("cluster") };
    const selector = { matchLabels: without.selector ?? labels };
    const around = { namespace: without.namespace ?? "shop" };
    new k8s.apps.v1.Deployment(
      "orders",
      {
        metadata,
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels, annotations: without.annotations ?? {} }, spec },
        },
      },
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
    ["hostNetwork", { ...pod, hostNetwork: true }],
    ["hostPID", { ...pod, hostPID: true }],
    ["hostIPC", { ...pod, hostIPC: true }],
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
        fix: "remove the transform that changes its security context, or declare an exception with its reason",
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

describe("exceptions", () => {
  const open: Container["securityContext"] = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  const why = "reads the node's logs";
  const deviations: [exception: string, spec: PodSpec][] = [
    ["runAsRoot", podWith({ securityContext: { ...open, runAsNonRoot: false, runAsUser: 0 } })],
    ["privilegeEscalation", podWith({ securityContext: { ...open, allowPrivilegeEscalation: true } })],
    ["capabilities", podWith({ securityContext: { ...open, capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } } })],
    ["unconfinedSeccomp", podWith({ securityContext: { ...open, seccompProfile: { type: "Unconfined" } } })],
    ["privileged", podWith({ securityContext: { privileged: true, allowPrivilegeEscalation: true } })],
    ["hostPath", { ...pod, volumes: [{ name: "host", hostPath: { path: "/var/log" } }] }],
    ["hostPorts", podWith({ ports: [{ containerPort: 53, hostPort: 53 }] })],
    ["hostNetwork", { ...pod, hostNetwork: true }],
    ["hostPID", { ...pod, hostPID: true }],
    ["hostIPC", { ...pod, hostIPC: true }],
  ];
  const restricted = async (spec: PodSpec, annotations: Record<string, string>) =>
    (await findings(spec, { annotations }))
      .filter(({ rule }) => rule === "restricted-pods")
      .map(({ message }) => message);

  test.each(deviations)("%s is accepted where the pods declare it with a reason, and told", async (exception, spec) => {
    const annotations = { [`exceptions.slipway/${exception}`]: why };
    const effect = exception === "hostNetwork" ? " (no network policy reaches these pods)" : "";
    expect(await findings(spec, { annotations })).toEqual([
      {
        rule: "declared-exceptions",
        level: "advisory",
        path,
        message: `exception ${exception}${effect}, because: ${why}`,
        fix: "keep it only while the reason holds",
      },
    ]);
  });

  test.each(deviations)("%s is not accepted for any other exception, or without a reason", async (exception, spec) => {
    const others = deviations.map(([name]) => name).filter((name) => name !== exception);
    const annotations = Object.fromEntries(others.map((name) => [`exceptions.slipway/${name}`, why]));
    expect(await restricted(spec, { ...annotations, [`exceptions.slipway/${exception}`]: " " })).toHaveLength(1);
  });

  test("an exception of one container is none of another's", async () => {
    const securityContext = { ...open, runAsNonRoot: false };
    const spec = {
      ...podWith({ securityContext }),
      initContainers: [{ ...container, name: "chown", securityContext }],
    };
    const message = (name: string) =>
      `container ${name} does not meet the restricted Pod Security standard: runAsNonRoot`;
    expect(await restricted(spec, { "exceptions.slipway/runAsRoot": why })).toEqual([message("chown")]);
    expect(await restricted(spec, { "exceptions.slipway/chown.runAsRoot": why })).toEqual([message("orders")]);
    expect(
      await restricted(spec, { "exceptions.slipway/runAsRoot": why, "exceptions.slipway/chown.runAsRoot": why }),
    ).toEqual([]);
  });

  test("the main container has the workload's name, wherever it stands, or is the first", async () => {
    const proxy = { ...container, name: "proxy" };
    const main = { ...container, securityContext: { ...open, runAsNonRoot: false } };
    const annotations = { "exceptions.slipway/runAsRoot": why };
    expect(await restricted({ ...pod, containers: [proxy, main] }, annotations)).toEqual([]);
    const nameless = { ...main, name: "program" };
    expect(await restricted({ ...pod, containers: [nameless, proxy] }, annotations)).toEqual([]);
    expect(await restricted({ ...pod, containers: [proxy, nameless] }, annotations)).toHaveLength(1);
  });

  test("what no exception of the pod's level declares is told too, such as a root file system that can be written", async () => {
    const annotations = { "exceptions.slipway/proxy.writableRoot": "writes caches", "example.com/other": "note" };
    expect((await findings(pod, { annotations })).map(({ rule, message }) => [rule, message])).toEqual([
      ["declared-exceptions", "exception proxy.writableRoot, because: writes caches"],
    ]);
  });

  test("are those that a workload's own exceptions are written as", async () => {
    const fields = {
      exceptions: { runAsRoot: why, capabilities: why },
      podExceptions: { hostPath: why, hostNetwork: why },
    };
    const spec = {
      ...podWith({ securityContext: containerSecurityContext(fields.exceptions, ["NET_ADMIN"]) }),
      ...podSecurityFields(fields.podExceptions),
      securityContext: podSecurityContext({}, fields.podExceptions),
      volumes: [{ name: "host", hostPath: { path: "/var/log" } }],
    };
    const annotations = exceptionAnnotations(fields.podExceptions, { orders: fields.exceptions }, "orders");
    expect(await restricted(spec, annotations)).toEqual([]);
    expect(await restricted(spec, {})).toEqual([
      "container orders does not meet the restricted Pod Security standard: runAsNonRoot, capabilities.add NET_ADMIN, hostPath, hostNetwork",
    ]);
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

  test("asks for none where policies do not reach: in the network of the node", async () => {
    const annotations = { "exceptions.slipway/hostNetwork": "is the node's proxy" };
    const rules = await findings({ ...pod, hostNetwork: true }, { networkPolicy: true, annotations });
    expect(rules.map(({ rule }) => rule)).toEqual(["declared-exceptions"]);
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

test("a budget is asked for of what serves, not of node agents and jobs", async () => {
  const { resources } = await record(() => {
    const opts = { provider: new k8s.Provider("cluster") };
    const template = { metadata: { labels }, spec: pod };
    const spec = { selector: { matchLabels: labels }, template };
    new k8s.apps.v1.StatefulSet("stateful", { metadata, spec: { ...spec, serviceName: "orders" } }, opts);
    new k8s.apps.v1.DaemonSet("agent", { metadata, spec }, opts);
    new k8s.batch.v1.Job("job", { metadata, spec: { template } }, opts);
    new k8s.batch.v1.CronJob(
      "cron",
      { metadata, spec: { schedule: "@daily", jobTemplate: { spec: { template } } } },
      opts,
    );
  });
  const objections = applyRules(workloadRules, resources).filter(({ rule }) => rule === "disruption-budgets");
  expect(objections.map((finding) => finding.path)).toEqual(["StatefulSet:stateful"]);
});

describe("api-permissions", () => {
  const account = { kind: "ServiceAccount", name: "orders", namespace: "shop" };
  const own = { ...pod, serviceAccountName: "orders" };
  const reader = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "shop.orders" };

  /** What the rule says of two workloads of one account, beside what `more` makes. */
  async function told(more: (opts: pulumi.CustomResourceOptions) => void, spec: PodSpec = own) {
    const { resources } = await record(() => {
      const opts = { provider: new k8s.Provider("cluster") };
      const template = { metadata: { labels }, spec };
      new k8s.apps.v1.Deployment("orders", { metadata, spec: { selector: { matchLabels: labels }, template } }, opts);
      new k8s.batch.v1.Job("import", { metadata: { ...metadata, name: "import" }, spec: { template } }, opts);
      more(opts);
    });
    return applyRules(workloadRules, resources).filter(({ rule }) => rule === "api-permissions");
  }

  const bind =
    (subjects: object[], roleRef = reader) =>
    (opts: pulumi.CustomResourceOptions) => {
      const args = { metadata: { name: "shop.orders" }, roleRef, subjects: subjects as (typeof account)[] };
      new k8s.rbac.v1.ClusterRoleBinding("all", args, opts);
      new k8s.rbac.v1.RoleBinding("one", { ...args, metadata }, opts);
    };

  test("lists each ClusterRole that the account of a workload has, once", async () => {
    const finding = (binding: string, where: string) => ({
      rule: "api-permissions",
      level: "advisory",
      path: binding,
      message: `ClusterRole shop.orders ${where} for the service account orders`,
      fix: "keep it only while the program needs it, and name its verbs and resources",
    });
    expect(await told(bind([account, { ...account }]))).toEqual([
      finding("ClusterRoleBinding:all", "in the whole cluster"),
      finding("RoleBinding:one", "in the namespace"),
    ]);
  });

  test.each([
    ["an account of another namespace", [{ ...account, namespace: "other" }], reader],
    ["another account", [{ ...account, name: "payments" }], reader],
    ["a group", [{ ...account, kind: "Group" }], reader],
    ["a role of the namespace", [account], { ...reader, kind: "Role" }],
  ])("says nothing of %s", async (_, subjects, roleRef) => {
    expect(await told(bind(subjects, roleRef))).toEqual([]);
  });

  test("takes pods that name no account as those of the default one", async () => {
    const findings = await told(bind([{ ...account, name: "default" }]), pod);
    expect(findings.map(({ message }) => message)).toEqual([
      "ClusterRole shop.orders in the whole cluster for the service account default",
      "ClusterRole shop.orders in the namespace for the service account default",
    ]);
  });

  test("is content with subjects that are not shown", async () => {
    const hidden = (opts: pulumi.CustomResourceOptions) => {
      const args = { metadata: { name: "hidden" }, roleRef: reader, subjects: pulumi.secret([account]) };
      new k8s.rbac.v1.ClusterRoleBinding("hidden", args, opts);
    };
    expect(await told(hidden)).toEqual([]);
  });

  test("lists each workload whose pods get a token, once, and none that get none", async () => {
    const sidecar = { ...container, name: "sidecar" };
    const both = { ...own, containers: [container, sidecar], automountServiceAccountToken: true };
    const token = (workload: string) => ({
      rule: "api-permissions",
      level: "advisory",
      path: workload,
      message: "its containers get a token for the Kubernetes API, as the service account orders",
      fix: "set serviceAccountToken to false, or remove apiPermissions, where the program does not call the API",
    });
    expect(await told(() => undefined, both)).toEqual([token("Deployment:orders"), token("Job:import")]);
    expect(await told(() => undefined, { ...own, automountServiceAccountToken: false })).toEqual([]);
  });

  test("finds what a workload's own apiPermissions are written as", async () => {
    const { resources } = await record(() => {
      const cluster = new ExistingCluster("cluster", { context: "dev" });
      const rules = [{ resources: ["nodes"], verbs: ["get"] }];
      const image = "registry.example/operator:1.0.0";
      new Worker("operator", { cluster, namespace: "shop", image, apiPermissions: { cluster: rules } });
      new Worker("plain", { cluster, namespace: "shop", image });
    });
    const findings = applyRules(workloadRules, resources).filter(({ rule }) => rule === "api-permissions");
    expect(findings.map(({ message }) => message)).toEqual([
      "ClusterRole shop.operator in the whole cluster for the service account operator",
      "its containers get a token for the Kubernetes API, as the service account operator",
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

describe("retired-projects", () => {
  test("objects to an image of one, and names what to take instead", async () => {
    expect(await findings(podWith({ image: "bitnami/redis:7.4.2" }))).toEqual([
      {
        rule: "retired-projects",
        level: "mandatory",
        path,
        message:
          "the image bitnami/redis:7.4.2: Bitnami's free catalogue is retired since 2025-08-28: versions are only sold, what is left for free moves with latest, and bitnamilegacy is never patched",
        fix: "remove it; take the image or chart of the program's own makers",
      },
    ]);
  });

  test.each<[string, k8s.helm.v3.ReleaseArgs]>([
    ["https://helm.elastic.co/kibana", { chart: "kibana", repositoryOpts: { repo: "https://helm.elastic.co" } }],
    ["oci://registry-1.docker.io/bitnamicharts/redis", { chart: "oci://registry-1.docker.io/bitnamicharts/redis" }],
  ])("objects to a release of %s", async (address, args) => {
    const { resources } = await record(() => {
      new k8s.helm.v3.Release("old", args, { provider: new k8s.Provider("cluster") });
    });
    expect(applyRules(workloadRules, resources).map(({ rule, message }) => [rule, message.split(": ")[0]])).toEqual([
      ["retired-projects", `the chart ${address}`],
    ]);
  });

  test.each<k8s.helm.v3.ReleaseArgs>([
    { chart: "keda", repositoryOpts: { repo: "https://kedacore.github.io/charts" } },
    { chart: "./charts/kibana" },
    { chart: "kibana" },
  ])("is content with a release of $chart", async (args) => {
    const { resources } = await record(() => {
      new k8s.helm.v3.Release("new", args, { provider: new k8s.Provider("cluster") });
    });
    expect(applyRules(workloadRules, resources)).toEqual([]);
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
