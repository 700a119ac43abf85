/** Namespace of the objects. */
export const namespace = "admission-policies";

interface Pod {
  readonly [field: string]: unknown;
  readonly containers: readonly [Container, ...Container[]];
}

interface Container {
  readonly [field: string]: unknown;
  readonly name: string;
}

const main: Container = {
  name: "main",
  image: "registry.example.com/web:1.0.0",
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "16Mi" } },
};

/** A pod that breaks no rule. */
export const goodPod: Pod = { serviceAccountName: "web", containers: [main] };

const metadata = { name: "web", namespace };
const named = { labels: { "app.kubernetes.io/name": "web" } };

function pod(spec: Pod, annotations: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, ...named, annotations }, spec };
}

/** A pod whose main container differs. */
function withMain(change: object, ...others: readonly Container[]): Pod {
  return { ...goodPod, containers: [{ ...main, ...change }, ...others] };
}

/** What makes pods like this one. */
export function template(kind: string, spec: Pod): object {
  const isJob = kind.endsWith("Job");
  const pods = { metadata: named, spec: { ...spec, ...(isJob ? { restartPolicy: "Never" } : {}) } };
  const job = { template: pods };
  const ofKind: Readonly<Record<string, object>> = {
    Job: job,
    CronJob: { schedule: "0 3 * * *", jobTemplate: { spec: job } },
    StatefulSet: { serviceName: "web" },
  };
  return {
    apiVersion: isJob ? "batch/v1" : "apps/v1",
    kind,
    metadata,
    spec: isJob ? ofKind[kind] : { selector: { matchLabels: named.labels }, template: pods, ...ofKind[kind] },
  };
}

function service(spec: object): object {
  return { apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 80 }], ...spec } };
}

function budget(spec: object): object {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { selector: { matchLabels: named.labels }, ...spec },
  };
}

function binding(subjects: readonly object[], role = "cluster-admin"): object {
  const apiGroup = "rbac.authorization.k8s.io";
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: "web" },
    roleRef: { apiGroup, kind: "ClusterRole", name: role },
    subjects,
  };
}

const account = (name: string, of: string) => ({ kind: "ServiceAccount", name, namespace: of });
const human = (kind: "User" | "Group", name: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });

/** An object that a rule lets in, and one that it refuses. */
interface Case {
  /** Name of the policy, without `slipway-`. */
  readonly rule: string;
  readonly what: string;
  readonly good: object;
  readonly bad: object;
  /** How the refusal begins, but for the names of policy and binding. */
  readonly wrong: string;
}

const digest = `sha256:${"0".repeat(64)}`;

export const cases: readonly Case[] = [
  {
    rule: "image-tags",
    what: "no tag, beside a port of the registry; a digest is enough",
    good: pod(withMain({ image: `registry.example.com:5000/web@${digest}` })),
    bad: pod(withMain({ image: "registry.example.com/web" })),
    wrong: "images without a tag of a version: registry.example.com/web; name a tag other than latest, or a digest",
  },
  {
    rule: "image-tags",
    what: "latest, also in an init container",
    good: pod({ ...goodPod, initContainers: [{ ...main, name: "first" }] }),
    bad: pod({ ...goodPod, initContainers: [{ ...main, name: "first", image: "registry.example.com/first:latest" }] }),
    wrong: "images without a tag of a version: registry.example.com/first:latest;",
  },
  {
    rule: "resources",
    what: "no limit of memory; a limit stands for a request",
    good: pod(withMain({ resources: { limits: { cpu: "10m", memory: "16Mi" } } })),
    bad: pod(withMain({ resources: { requests: { cpu: "10m", memory: "16Mi" } } })),
    wrong: "containers without requests of cpu and memory, or without a limit of memory: main; write resources.",
  },
  {
    rule: "resources",
    what: "nothing at all, in a sidecar; the whole pod's are enough",
    good: pod({
      ...withMain({ resources: {} }),
      resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "16Mi" } },
    }),
    bad: pod(withMain({}, { name: "sidecar", image: main.image })),
    wrong: "containers without requests of cpu and memory, or without a limit of memory: sidecar;",
  },
  {
    rule: "default-tokens",
    what: "the account default with its token; without it is fine",
    good: pod({ automountServiceAccountToken: false, containers: [main] }),
    bad: pod({ containers: [main] }),
    wrong:
      "a token for the API server that nobody asked for, of the service account: default; write automountServiceAccountToken: false",
  },
  {
    rule: "declared-exceptions",
    what: "a folder of the node without a reason",
    good: pod(
      { ...goodPod, volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] },
      { "exceptions.slipway/hostPath": "it reads logs" },
    ),
    bad: pod({ ...goodPod, volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] }),
    wrong: "access to the node without a reason: hostPath; remove it, or annotate the pods with exceptions.slipway/",
  },
  {
    rule: "declared-exceptions",
    what: "the node's network and processes, for no reason but a blank",
    good: pod(
      { ...goodPod, hostNetwork: true, hostPID: true },
      { "exceptions.slipway/hostNetwork": "it routes", "exceptions.slipway/hostPID": "it traces" },
    ),
    bad: pod(
      { ...goodPod, hostNetwork: true, hostPID: true },
      { "exceptions.slipway/hostNetwork": "it routes", "exceptions.slipway/hostPID": " " },
    ),
    wrong: "access to the node without a reason: hostPID;",
  },
  {
    rule: "declared-exceptions",
    what: "privileged containers, by their names or as the main one",
    good: pod(withMain({ securityContext: { privileged: true } }), {
      "exceptions.slipway/main.privileged": "it formats disks",
    }),
    bad: pod(withMain({ securityContext: { privileged: true } }), {
      "exceptions.slipway/other.privileged": "it formats disks",
    }),
    wrong: "access to the node without a reason: main.privileged;",
  },
  {
    rule: "declared-exceptions",
    what: "files of logs that are another's, by way of Filebeat",
    good: pod(goodPod, { "co.elastic.logs.main/multiline.pattern": "raw" }),
    bad: pod(goodPod, { "co.elastic.logs.main/1.raw": "[]" }),
    wrong: "access to the node without a reason: co.elastic.logs/raw;",
  },
  {
    rule: "declared-exceptions",
    what: "a port of the node",
    good: pod(withMain({ ports: [{ containerPort: 80 }] })),
    bad: pod(withMain({ ports: [{ containerPort: 80, hostPort: 80 }] })),
    wrong: "access to the node without a reason: hostPorts;",
  },
  {
    rule: "registries",
    what: "a registry that is not named; Docker Hub's own images are below docker.io/library",
    good: pod(withMain({ image: "busybox:1.38.0" })),
    bad: pod(withMain({ image: "quay.io/web:1.0.0" })),
    wrong:
      "images from elsewhere than docker.io, ghcr.io, public.ecr.aws, registry.example.com, registry.example.com:5000,",
  },
  {
    rule: "registries",
    what: "one whose name only begins alike",
    good: pod(withMain({ image: "registry.example.com/a/b:1.0.0" })),
    bad: pod(withMain({ image: "registry.example.com.evil.net/web:1.0.0" })),
    wrong: "images from elsewhere than",
  },
  {
    rule: "labels",
    what: "a label that is missing",
    good: pod(goodPod),
    bad: { apiVersion: "v1", kind: "Pod", metadata, spec: goodPod },
    wrong: "pods without the labels: app.kubernetes.io/name; add them to the pods",
  },
  {
    rule: "load-balancer-class",
    what: "a load balancer without a class",
    good: service({ type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" }),
    bad: service({ type: "LoadBalancer" }),
    wrong:
      "a load balancer in the internet, of a kind that AWS has given up, would be made for the Service: web; name loadBalancerClass",
  },
  {
    rule: "node-ports",
    what: "a Service with a port of every node",
    good: service({ type: "ClusterIP" }),
    bad: service({ type: "NodePort" }),
    wrong: "a port of every node would be opened for the Service: web; use the type ClusterIP",
  },
  {
    rule: "disruption-budgets",
    what: "a budget that lets no pod go",
    good: budget({ maxUnavailable: 1 }),
    bad: budget({ maxUnavailable: 0 }),
    wrong: "no pod could ever be moved from its node because of: web; write maxUnavailable: 1 or more",
  },
  {
    rule: "disruption-budgets",
    what: "the same in percent",
    good: budget({ minAvailable: "50%" }),
    bad: budget({ minAvailable: "100%" }),
    wrong: "no pod could ever be moved from its node because of: web;",
  },
  {
    rule: "cluster-admin",
    what: "everything for an account of an application; an add-on's may have it",
    good: binding([
      account("descheduler", "descheduler"),
      human("Group", "system:masters"),
      human("User", "eks:addon-manager"),
    ]),
    bad: binding([account("web", namespace), account("descheduler", "descheduler")]),
    wrong: "the whole cluster would be given to: ServiceAccount web; bind a role with what is needed",
  },
  {
    rule: "cluster-admin",
    what: "everything for all who are known",
    good: binding([human("Group", "system:authenticated")], "view"),
    bad: binding([human("Group", "system:authenticated")]),
    wrong: "the whole cluster would be given to: Group system:authenticated;",
  },
];
