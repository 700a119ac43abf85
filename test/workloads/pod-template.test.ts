/**
 * What workloads of every kind say of their pods, and of what goes with them: containers beside the main one, labels, identity. That a
 * kubelet starts them in this order is shown by `npm run e2e:pods`; that AWS gives an identity, by nothing here.
 */
import * as pulumi from "@pulumi/pulumi";
import { ExistingCluster } from "../../components/cluster";
import {
  BatchJob,
  claimed,
  Microservice,
  Namespace,
  NodeAgent,
  ScheduledJob,
  StatefulService,
  Worker,
  type MicroserviceArgs,
} from "../../components/workloads";
import { record } from "../../testing";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";
import {
  lostNodes,
  plainLabels,
  plainMetadata,
  problemsOf,
  RecordedWorkloads,
  restrictedContainer,
  restrictedPod,
  type Pods,
  takesBack,
} from "./recorded-workloads";

type Args = Omit<MicroserviceArgs, "cluster" | "namespace">;

const image = "registry.example.com/orders:1.4.2";
const proxy = "registry.example.com/proxy:1.0.0";
const sidecarResources = { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } };
const initResources = { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } };

/** Registers one service called `orders`. */
function recorded(args: Partial<Args> = {}): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new Microservice("orders", { cluster, namespace: "team", image, ...args }));
}

async function podsOf(args: Partial<Args>): Promise<Pods> {
  return (await recorded(args)).onlyPods;
}

function problems(args: Partial<Args>): Promise<string[]> {
  return problemsOf((cluster) => new Microservice("orders", { cluster, namespace: "team", image, ...args }));
}

describe("a native sidecar", () => {
  it("is an init container that is always restarted, before all others", async () => {
    const { spec } = await podsOf({
      ports: { http: 8080 },
      initContainers: { wait: { image } },
      sidecars: { proxy: { image: proxy } },
    });
    expect(spec.initContainers).toEqual([
      {
        name: "proxy",
        image: proxy,
        restartPolicy: "Always",
        resources: sidecarResources,
        securityContext: restrictedContainer,
      },
      { name: "wait", image, resources: initResources, securityContext: restrictedContainer },
    ]);
    expect(spec.containers.map(({ name }) => name)).toEqual(["orders"]);
  });

  it("has ports, probes and metrics of its own, and leaves those of the main container alone", async () => {
    const { spec, metadata } = await podsOf({
      ports: { admin: { port: 9000, container: "proxy", protocol: "http" }, http: 8080 },
      sidecars: { proxy: { image: proxy, metrics: { port: 9100 }, logs: { format: "json" } } },
    });
    expect(spec.initContainers?.[0]).toMatchObject({
      ports: [
        { name: "admin", containerPort: 9000, protocol: "TCP" },
        { name: "metrics", containerPort: 9100, protocol: "TCP" },
      ],
      readinessProbe: { tcpSocket: { port: "admin" } },
    });
    expect(spec.containers[0]).toMatchObject({
      ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
      readinessProbe: { tcpSocket: { port: "http" } },
    });
    expect(metadata.annotations).toEqual({
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "9100",
      "prometheus.io/path": "/metrics",
      "prometheus.io/scheme": "http",
      "logs.slipway/proxy": "json",
    });
  });

  it("ends after the main container, and so needs no delay of its own", async () => {
    const { spec } = await podsOf({ ports: { http: 8080 }, sidecars: { proxy: { image: proxy } } });
    expect(spec.initContainers?.[0]).not.toHaveProperty("lifecycle");
    expect(spec.containers[0]?.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  });
});

describe("a sidecar that is not native", () => {
  it("is a container like the main one, after it, and serves as long at the end", async () => {
    const { spec } = await podsOf({ ports: { http: 8080 }, sidecars: { proxy: { image: proxy, native: false } } });
    expect(spec).not.toHaveProperty("initContainers");
    expect(spec.containers.map(({ name }) => name)).toEqual(["orders", "proxy"]);
    expect(spec.containers[1]).toEqual({
      name: "proxy",
      image: proxy,
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
      resources: sidecarResources,
      securityContext: restrictedContainer,
    });
  });
});

describe("init containers", () => {
  it("run in the order in which they are written, with what each says", async () => {
    const { spec } = await podsOf({
      config: { settings: { data: { REGION: "eu" } } },
      volumes: { work: { mountPath: "/work" }, cache: {} },
      initContainers: {
        wait: { image, command: ["/bin/wait"], args: ["db"], workingDir: "/work", imagePullPolicy: "Always" },
        fill: {
          image: proxy,
          env: { TARGET: "/cache", KEY: { secret: pulumi.secret("hush") } },
          envFrom: [{ config: "settings" }],
          mounts: { cache: "/cache" },
          resources: { requests: { cpu: "50m" } },
        },
      },
    });
    expect(spec.initContainers).toEqual([
      {
        name: "wait",
        image,
        imagePullPolicy: "Always",
        command: ["/bin/wait"],
        args: ["db"],
        workingDir: "/work",
        // Nothing is said of its mounts, so it has the folder that the main container has.
        volumeMounts: [{ name: "work", mountPath: "/work" }],
        resources: initResources,
        securityContext: restrictedContainer,
      },
      {
        name: "fill",
        image: proxy,
        env: [
          { name: "TARGET", value: "/cache" },
          { name: "KEY", valueFrom: { secretKeyRef: { name: "orders-env", key: "fill.KEY" } } },
        ],
        envFrom: [{ configMapRef: { name: "orders-settings" } }],
        volumeMounts: [{ name: "cache", mountPath: "/cache" }],
        resources: { requests: { cpu: "50m", memory: "16Mi" }, limits: { memory: "64Mi" } },
        securityContext: restrictedContainer,
      },
    ]);
  });
});

describe("names of containers", () => {
  it("are unique in the pod, and none is the workload's", async () => {
    expect(
      await problems({
        initContainers: { orders: { image }, wait: { image } },
        sidecars: { wait: { image }, Proxy: { image }, 7: { image } },
      }),
    ).toEqual([
      "sidecars.7: a number as a name would come before all others",
      "sidecars.Proxy: the name of a container must be a DNS label",
      "initContainers.orders: two containers of one pod have one name: the main container has that of the workload",
      "sidecars.wait: two containers of one pod have one name",
    ]);
  });
});

it("pull secrets, priority class, runtime class and readiness gates are names", async () => {
  const { spec } = await podsOf({
    pullSecrets: ["registry-a", "registry-b"],
    priorityClass: "critical",
    runtimeClass: "gvisor",
    ports: { http: 8080 },
    shutdown: { readinessGates: ["target-health.elbv2.k8s.aws/orders"] },
  });
  expect(spec).toMatchObject({
    imagePullSecrets: [{ name: "registry-a" }, { name: "registry-b" }],
    priorityClassName: "critical",
    runtimeClassName: "gvisor",
    readinessGates: [{ conditionType: "target-health.elbv2.k8s.aws/orders" }],
  });
});

it("nodes, taints, affinity and the time on a lost node are said once for the pod", async () => {
  const { spec } = await podsOf({
    spread: { zones: "required", nodes: false, minZones: 2 },
    nodes: { architecture: "arm64", tolerations: [{ key: "batch", effect: "NoSchedule" }] },
    affinity: { apart: [{ workload: "payments", strictness: "required" }] },
    nodeFailureSeconds: 10,
  });
  expect(spec).toMatchObject({
    topologySpreadConstraints: [
      { topologyKey: "topology.kubernetes.io/zone", minDomains: 2, whenUnsatisfiable: "DoNotSchedule" },
    ],
    nodeSelector: { "kubernetes.io/arch": "arm64" },
    tolerations: [
      ...lostNodes.map((toleration) => ({ ...toleration, tolerationSeconds: 10 })),
      { key: "batch", operator: "Exists", effect: "NoSchedule" },
    ],
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            labelSelector: { matchLabels: { "app.kubernetes.io/name": "payments" } },
            topologyKey: "kubernetes.io/hostname",
          },
        ],
      },
    },
  });
});

it("who asks for GPUs is put up with on nodes that are for them", async () => {
  const { spec } = await podsOf({ resources: { gpu: 1 } });
  expect(spec.tolerations).toEqual([...lostNodes, { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]);
});

it("a Service is there on request, also without ports: its name stands for the pods", async () => {
  const orders = await recorded({ service: { headless: true } });
  expect(orders.spec("Service/orders")).toEqual({
    type: "ClusterIP",
    clusterIP: "None",
    selector: { "app.kubernetes.io/name": "orders" },
  });
  expect((await recorded()).objects).not.toContain("Service/orders");
});

describe("a token for the Kubernetes API", () => {
  it("is only there on request, and then the way to the API is open", async () => {
    const orders = await recorded({ serviceAccountToken: true });
    expect(orders.onlyPods.spec.automountServiceAccountToken).toBe(true);
    // Of the account itself no other pod gets one.
    expect(orders.inputs("ServiceAccount/orders").automountServiceAccountToken).toBe(false);
    expect((orders.spec("NetworkPolicy/orders").egress as unknown[]).at(-1)).toEqual({
      ports: [
        { port: 443, protocol: "TCP" },
        { port: 6443, protocol: "TCP" },
      ],
    });
  });
});

describe("content of its own", () => {
  it("is there before the pods, and rolls them when it changes", async () => {
    const of = (text: string): Promise<RecordedWorkloads> =>
      recorded({
        config: { settings: { data: { "a.conf": text } }, notes: { data: { "a.txt": text }, restart: false } },
        secrets: { broker: { data: { url: pulumi.secret(text) } } },
        env: { API_TOKEN: { secret: pulumi.secret(text) } },
      });
    const orders = await of("one");
    expect(orders.dependencies("Deployment/orders")).toEqual([
      "ConfigMap/orders-notes",
      "ConfigMap/orders-settings",
      "NetworkPolicy/orders",
      "Secret/orders-broker",
      "Secret/orders-env",
      "ServiceAccount/orders",
    ]);
    expect(orders.inputs("ConfigMap/orders-settings")).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: plainMetadata("orders", "orders-settings"),
      data: { "a.conf": "one" },
    });
    const { annotations = {} } = orders.onlyPods.metadata;
    expect(Object.keys(annotations).sort()).toEqual([
      "checksum.slipway/broker",
      "checksum.slipway/env",
      "checksum.slipway/settings",
    ]);
    const changed = (await of("two")).onlyPods.metadata.annotations ?? {};
    expect(Object.keys(annotations).filter((name) => annotations[name] === changed[name])).toEqual([]);
    expect((await of("one")).onlyPods.metadata.annotations).toEqual(annotations);
  });

  it("has one key for each secret value of each container", async () => {
    expect(
      await problems({
        env: { "proxy.KEY": { secret: pulumi.secret("a") } },
        sidecars: { proxy: { image: proxy, env: { KEY: { secret: pulumi.secret("b") } } } },
      }),
    ).toEqual(["sidecars.proxy.env.KEY: two secret values of the workload would have one key in its Secret"]);
  });
});

describe("exceptions", () => {
  it("are in the pod's and the containers' security, and as annotations where policies find them", async () => {
    const { spec, metadata } = await podsOf({
      ports: { http: 80 },
      security: { runAsUser: 1000, fsGroup: 2000, userNamespace: true },
      podExceptions: { privilegedPort: "browsers ask for port 80" },
      exceptions: { writableRoot: "writes next to its binary", capabilities: "binds ports by itself" },
      linuxCapabilities: ["NET_BIND_SERVICE"],
      sidecars: { proxy: { image: proxy, exceptions: { writableRoot: "keeps a socket" } } },
    });
    expect(spec).toMatchObject({
      hostUsers: false,
      securityContext: {
        ...restrictedPod,
        runAsUser: 1000,
        fsGroup: 2000,
        sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
      },
    });
    expect(spec.containers[0]?.securityContext).toEqual({
      ...restrictedContainer,
      capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
      readOnlyRootFilesystem: false,
    });
    expect(spec.initContainers?.[0]?.securityContext).toEqual({
      ...restrictedContainer,
      readOnlyRootFilesystem: false,
    });
    expect(metadata.annotations).toEqual({
      "exceptions.slipway/privilegedPort": "browsers ask for port 80",
      "exceptions.slipway/writableRoot": "writes next to its binary",
      "exceptions.slipway/capabilities": "binds ports by itself",
      "exceptions.slipway/proxy.writableRoot": "keeps a socket",
    });
  });
});

describe("labels and annotations", () => {
  const marked = { owner: "payments-team", tier: "critical", component: "backend", partOf: "shop" };
  const expected = (name: string): Record<string, string> => ({
    ...plainLabels(name),
    "app.kubernetes.io/part-of": "shop",
    "app.kubernetes.io/component": "backend",
    "slipway/owner": "payments-team",
    "slipway/tier": "critical",
  });

  it("say who answers for it on every object of every kind", async () => {
    const program = await RecordedWorkloads.of((cluster) => {
      const common = { cluster, namespace: "team", image, ...marked };
      const own = { config: { settings: { data: { a: "1" } } }, secrets: { key: { data: { a: "1" } } } };
      new Microservice("service", { ...common, ...own, ports: { http: 8080 } });
      new Worker("worker", common);
      new StatefulService("store", { ...common, volumeClaims: { data: { size: "1Gi", mountPath: "/data" } } });
      new NodeAgent("agent", common);
      new BatchJob("job", common);
      new ScheduledJob("report", { ...common, schedule: "@daily" });
    });
    // Of a claim this owns the size alone.
    const objects = program.objects.filter((name) => !name.startsWith("PersistentVolumeClaimPatch/"));
    expect(objects).toHaveLength(8 + 5 + 5 + 3 + 3 + 3);
    for (const name of objects) {
      const { labels } = program.inputs(name).metadata as { labels: Record<string, string> };
      expect([name, labels]).toEqual([name, expected(labels["app.kubernetes.io/name"] ?? "")]);
    }
    const controllers = objects.filter((name) => /^(Deployment|StatefulSet|DaemonSet|Job|CronJob)\//.test(name));
    expect(controllers).toHaveLength(6);
    for (const name of controllers) {
      const { labels } = program.pods(name).metadata;
      expect(labels).toEqual(expected(labels["app.kubernetes.io/name"] ?? ""));
    }
  });

  it("are not in selectors, which can never change", async () => {
    const orders = await recorded(marked);
    const selector = { "app.kubernetes.io/name": "orders" };
    expect(orders.spec("Deployment/orders").selector).toEqual({ matchLabels: selector });
    expect(orders.spec("PodDisruptionBudget/orders").selector).toEqual({ matchLabels: selector });
    expect(orders.spec("NetworkPolicy/orders").podSelector).toEqual({ matchLabels: selector });
  });

  it("of the pods alone may be more", async () => {
    const { metadata } = await podsOf({
      podLabels: { "example.com/canary": "yes" },
      podAnnotations: { "example.com/note": pulumi.output("a note") },
    });
    expect(metadata).toEqual({
      labels: { ...plainLabels("orders"), "example.com/canary": "yes" },
      annotations: { "example.com/note": "a note" },
    });
  });

  it("that the workload writes itself are refused", async () => {
    const wrong = {
      podLabels: { "app.kubernetes.io/name": "x", "links.slipway/payments.http": "true", "slipway/owner": "x" },
      podAnnotations: { "exceptions.slipway/runAsRoot": "because", "checksum.slipway/settings": "0" },
    };
    expect(await problems(wrong)).toEqual([
      "podLabels.app.kubernetes.io/name: the workload's own objects find its pods by this label",
      "podLabels.links.slipway/payments.http: the workload's own objects find its pods by this label",
      "podLabels.slipway/owner: every object of the workload has this label, not its pods alone",
      "podAnnotations.exceptions.slipway/runAsRoot: the workload writes this annotation itself",
      "podAnnotations.checksum.slipway/settings: the workload writes this annotation itself",
    ]);
  });

  it("must be what Kubernetes takes", async () => {
    expect(
      await problems({ owner: "the payments team", podLabels: { "a b": "c" }, podAnnotations: { "-": "d" } }),
    ).toEqual([
      "owner: this is no value of a label",
      "podLabels.a b: this is no name of a label or annotation",
      "podAnnotations.-: this is no name of a label or annotation",
    ]);
  });
});

describe("grants", () => {
  const read = { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] } as const;

  it("give the service account an identity, which is there before the pods, and open the way to the cloud", async () => {
    const recordedCluster = await RecordedCluster.of({
      then: (cluster) =>
        new Microservice("shop-orders", { cluster, namespace: "shop", objectName: "orders", image, grants: [read] }),
    });
    expect(recordedCluster.inputs("PodIdentityAssociation:cluster-identity-shop.orders")).toMatchObject({
      namespace: "shop",
      serviceAccount: "orders",
    });
    expect(recordedCluster.json("RolePolicy:cluster-identity-shop.orders-role-policy", "policy")).toMatchObject({
      Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::pictures/*"] }],
    });
    expect(recordedCluster.prerequisites("Deployment:shop-orders")).toContain(
      "PodIdentityAssociation:cluster-identity-shop.orders",
    );
    const { spec } = recordedCluster.get("NetworkPolicy:shop-orders").inputs as { spec: { egress: unknown[] } };
    expect(spec.egress.slice(1)).toEqual([
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: [{ port: 80, protocol: "TCP" }] },
      {
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }],
        ports: [{ port: 443, protocol: "TCP" }],
      },
    ]);
  });

  it("are asked for by the names of account and namespace", async () => {
    const asked: unknown[] = [];
    await record(() => {
      const cluster = new ExistingCluster("cluster");
      const namespace = new Namespace("team", { cluster });
      new Worker("mailer", { cluster, namespace, image, grants: [read] });
      asked.push(...cluster.requestedGrants);
    });
    expect(asked).toEqual([{ serviceAccount: { namespace: "team", name: "mailer" }, statements: [read] }]);
  });

  it("are none of who asks for none", async () => {
    const asked: unknown[] = [];
    await record(() => {
      const cluster = new ExistingCluster("cluster");
      new Worker("mailer", { cluster, namespace: "team", image });
      asked.push(...cluster.requestedGrants);
    });
    expect(asked).toEqual([]);
  });

  it("need a namespace whose name is known", async () => {
    expect(
      await problemsOf(
        (cluster) => new Worker("mailer", { cluster, namespace: pulumi.output("team"), image, grants: [read] }),
      ),
    ).toEqual([
      "grants: permissions are given to a service account by the name of its namespace, which is not known yet",
    ]);
  });

  it("leave annotations of the account as they are", async () => {
    const orders = await recorded({ serviceAccountAnnotations: { "example.com/role": "reader" } });
    expect(orders.inputs("ServiceAccount/orders").metadata).toEqual({
      ...plainMetadata("orders"),
      annotations: { "example.com/role": "reader" },
    });
  });
});

describe("a namespace that is made here", () => {
  it("is there, with its default policy, before anything in it", async () => {
    const program = await RecordedWorkloads.of((cluster) => {
      const namespace = new Namespace("team", { cluster });
      new Worker("mailer", { cluster, namespace, image });
    });
    expect(program.dependencies("ServiceAccount/mailer")).toEqual(["NetworkPolicy/default-deny"]);
    expect(program.dependencies("NetworkPolicy/default-deny")).toEqual(["Namespace/team"]);
    expect(program.inputs("Deployment/mailer").metadata).toEqual({
      ...plainMetadata("mailer"),
      annotations: takesBack,
    });
  });

  it("refuses what its level does not allow", async () => {
    const register = (podSecurity: "restricted" | "privileged") => (cluster: ExistingCluster) => {
      const namespace = new Namespace("team", { cluster, podSecurity });
      new NodeAgent("agent", {
        ...{ cluster, namespace, image },
        volumes: { logs: { hostPath: "/var/log", mountPath: "/var/log" } },
        podExceptions: { hostPath: "reads logs" },
      });
    };
    await expect(RecordedWorkloads.of(register("restricted"))).rejects.toThrow("podExceptions.hostPath");
    await expect(RecordedWorkloads.of(register("privileged"))).resolves.toBeDefined();
  });
});

describe("egress by the names of hosts", () => {
  it("is a policy of its own, which is there before the pods", async () => {
    const orders = await recorded({
      egress: [{ host: "api.example.com", ports: [443] }],
      capabilities: { dnsPolicies: "eks" },
    });
    expect(orders.inputs("ApplicationNetworkPolicy/orders").metadata).toEqual(plainMetadata("orders"));
    expect(orders.get("ApplicationNetworkPolicy/orders").name).toBe("orders-by-name");
    expect(orders.dependencies("Deployment/orders")).toContain("ApplicationNetworkPolicy/orders");
  });
});

describe("metrics", () => {
  it("let the platform's Prometheus in, to every container that has some", async () => {
    const orders = await recorded({
      ports: { http: 8080 },
      metrics: {},
      sidecars: { proxy: { image: proxy, metrics: { port: 9100 } } },
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
    });
    expect((orders.spec("NetworkPolicy/orders").ingress as unknown[]).at(-1)).toEqual({
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [
        { port: "http", protocol: "TCP" },
        { port: 9100, protocol: "TCP" },
      ],
    });
  });
});

it.each<[string, Partial<Args>]>([
  ["the main container", { resources: { gpu: 1 } }],
  ["a sidecar", { sidecars: { proxy: { image: proxy, resources: { gpu: 1 } } } }],
  ["an init container", { initContainers: { warm: { image: proxy, resources: { gpu: 1 } } } }],
])("puts up with the taint of nodes with GPUs where %s asks for one", async (_, args) => {
  const gpu = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
  expect((await podsOf(args)).spec.tolerations).toEqual([...lostNodes, gpu]);
});

it.each<[string, Partial<Args>]>([
  ["spread.minZones", { spread: { minZones: 2 } }],
  ["sidecars.proxy.resources.quality", { resources: { quality: "guaranteed" }, sidecars: { proxy: { image: proxy } } }],
  [
    "sidecars.proxy.resources.limits.memory",
    { sidecars: { proxy: { image: proxy, resources: { limits: { memory: "1m" } } } } },
  ],
  [
    "sidecars.proxy.probes.readiness.tcp",
    { sidecars: { proxy: { image: proxy, probes: { readiness: { tcp: {} } } } } },
  ],
  ["disruptionBudget.minAvailable", { replicas: 2, disruptionBudget: { minAvailable: 2 } }],
  ["env.URL.fromClaim", { env: { URL: claimed("db", "url") } }],
  ["ingress.0.cidr", { ports: { http: 8080 }, ingress: [{ cidr: "10/8" }] }],
  ["grants.0.actions", { grants: [{ effect: "Allow", actions: [], resources: ["arn:aws:s3:::pictures/*"] }] }],
  ["config.settings.data", { config: { settings: { data: {} } } }],
  ["nodeFailureSeconds", { nodeFailureSeconds: -1 }],
])("what is wrong with %s is told of a whole workload", async (path, args) => {
  const found = await problems(args);
  expect(found.map((problem) => problem.split(": ")[0])).toEqual([path]);
});
