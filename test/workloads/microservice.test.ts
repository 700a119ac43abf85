/** What a Microservice writes into its objects. That an API server and a kubelet do what is meant is shown by `npm run e2e`. */
import * as k8s from "@pulumi/kubernetes";
import { ExistingCluster } from "../../components/cluster";
import { SlipwayError } from "../../components/core";
import { linkTo, Microservice, type MicroserviceArgs } from "../../components/workloads";
import { record, type RecordedResource } from "../../testing";

type Args = Omit<MicroserviceArgs, "cluster" | "namespace">;

/** Registers one service called `orders`, and returns its objects by kind. */
async function objectsOf(args: Args): Promise<Record<string, RecordedResource["inputs"]>> {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    new Microservice("orders", { cluster, namespace: "team", ...args });
  });
  return Object.fromEntries(
    resources
      .filter(({ parent, name }) => parent === "Microservice:orders" && name === "orders")
      .map(({ inputs }) => [String(inputs.kind), inputs]),
  );
}

async function podOf(args: Args): Promise<Record<string, unknown>> {
  const { Deployment } = await objectsOf(args);
  return (Deployment as { spec: { template: { spec: Record<string, unknown> } } }).spec.template.spec;
}

async function containerOf(args: Args): Promise<Record<string, unknown>> {
  const [container] = (await podOf(args)).containers as Record<string, unknown>[];
  return container ?? {};
}

const image = "registry.example.com/orders:1.4.2";
const labels = { "app.kubernetes.io/name": "orders", "app.kubernetes.io/managed-by": "slipway" };
const metadata = { name: "orders", namespace: "team", labels };

describe("a service of which only image and port are said", () => {
  const args: Args = { image, ports: { http: 8080 } };

  it("has six objects", async () => {
    expect(Object.keys(await objectsOf(args)).sort()).toEqual([
      "Deployment",
      "HorizontalPodAutoscaler",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "ServiceAccount",
    ]);
  });

  it("has a Deployment whose replicas are left to the autoscaler", async () => {
    expect((await objectsOf(args)).Deployment).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, annotations: { "pulumi.com/patchForce": "true" } },
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
        progressDeadlineSeconds: 300,
        minReadySeconds: 0,
        revisionHistoryLimit: 5,
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: "orders",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            terminationGracePeriodSeconds: 35,
            topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
              maxSkew: 1,
              topologyKey,
              nodeTaintsPolicy: "Honor",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
              matchLabelKeys: ["pod-template-hash"],
            })),
            tolerations: ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
              key,
              operator: "Exists",
              effect: "NoExecute",
              tolerationSeconds: 60,
            })),
            containers: [
              {
                name: "orders",
                image,
                ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
                readinessProbe: { tcpSocket: { port: "http" } },
                livenessProbe: { tcpSocket: { port: "http" } },
                lifecycle: { preStop: { sleep: { seconds: 5 } } },
                resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  privileged: false,
                  readOnlyRootFilesystem: true,
                },
              },
            ],
          },
        },
      },
    });
  });

  it("has a Service, an account without a token, a budget and an autoscaler", async () => {
    const objects = await objectsOf(args);
    expect(objects.Service).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        type: "ClusterIP",
        selector: { "app.kubernetes.io/name": "orders" },
        ports: [{ name: "http", port: 8080, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
      },
    });
    expect(objects.ServiceAccount).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata,
      automountServiceAccountToken: false,
    });
    expect(objects.PodDisruptionBudget).toEqual({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata,
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      },
    });
    expect(objects.HorizontalPodAutoscaler).toEqual({
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "orders" },
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        ],
      },
    });
  });

  it("has a network policy that lets in who links to it, and out nothing but questions to DNS", async () => {
    expect((await objectsOf(args)).NetworkPolicy).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata,
      spec: {
        podSelector: { matchLabels: { "app.kubernetes.io/name": "orders" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { "links.slipway/orders.http": "true" } } }],
            ports: [{ port: "http", protocol: "TCP" }],
          },
        ],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
              },
            ],
            ports: [
              { port: 53, protocol: "UDP" },
              { port: 53, protocol: "TCP" },
            ],
          },
        ],
      },
    });
  });

  it("waits for the roll-out a little longer than Kubernetes does", async () => {
    const timeouts: unknown[] = [];
    await record(() => {
      const cluster = new ExistingCluster("cluster");
      new Microservice("orders", {
        cluster,
        namespace: "team",
        ...args,
        rollout: { progressDeadlineSeconds: 120 },
        transform: { deployment: (_, opts) => void timeouts.push(opts.customTimeouts) },
      });
    });
    // At most 6 pods, of which 2 at a time are replaced: three steps, each with a deadline of its own.
    expect(timeouts).toEqual([{ create: "390s", update: "390s" }]);
  });
});

describe("replicas", () => {
  it("are written down when they are fixed, and then there is no autoscaler", async () => {
    const objects = await objectsOf({ image, replicas: 3 });
    expect((objects.Deployment as { spec: { replicas?: number } }).spec.replicas).toBe(3);
    expect(objects).not.toHaveProperty("HorizontalPodAutoscaler");
  });

  it("follow memory alone if only that is asked for", async () => {
    const { HorizontalPodAutoscaler } = await objectsOf({ image, replicas: { min: 1, max: 4, memoryPercent: 80 } });
    expect((HorizontalPodAutoscaler as { spec: { metrics: unknown } }).spec.metrics).toEqual([
      { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
    ]);
  });
});

describe("ports", () => {
  it("may differ between Service and container, be several, and lead to one container port", async () => {
    const args: Args = {
      image,
      ports: {
        grpc: { port: 5000, targetPort: 8080 },
        "grpc-web": { port: 5001, targetPort: 8080 },
        metrics: 9090,
        dns: { port: 5353, targetPort: 5353, protocol: "udp" },
      },
    };
    expect((await containerOf(args)).ports).toEqual([
      { name: "grpc", containerPort: 8080, protocol: "TCP" },
      { name: "metrics", containerPort: 9090, protocol: "TCP" },
      { name: "dns", containerPort: 5353, protocol: "UDP" },
    ]);
    const { Service } = await objectsOf(args);
    expect((Service as { spec: { ports: unknown } }).spec.ports).toEqual([
      { name: "grpc", port: 5000, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" },
      { name: "grpc-web", port: 5001, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" },
      { name: "metrics", port: 9090, targetPort: "metrics", protocol: "TCP" },
      { name: "dns", port: 5353, targetPort: "dns", protocol: "UDP" },
    ]);
  });

  it("may be none: then there is no Service, no probe and no delay at the end", async () => {
    const objects = await objectsOf({ image });
    expect(objects).not.toHaveProperty("Service");
    const container = await containerOf({ image });
    expect(Object.keys(container).sort()).toEqual(["image", "name", "resources", "securityContext"]);
    expect((await podOf({ image })).terminationGracePeriodSeconds).toBe(30);
  });

  it("may have a second Service, which opens the network policy for those who may call it", async () => {
    const { resources } = await record(() => {
      new Microservice("orders", {
        cluster: new ExistingCluster("cluster"),
        namespace: "team",
        image,
        ports: { http: { port: 80, targetPort: 8080 }, admin: 9000 },
        additionalServices: {
          external: {
            type: "LoadBalancer",
            ports: ["http"],
            sourceRanges: ["203.0.113.0/24"],
            annotations: { team: "a" },
          },
        },
      });
    });
    const service = resources.find(({ name }) => name === "orders-external");
    expect(service?.inputs).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "orders-external", annotations: { team: "a" } },
      spec: {
        type: "LoadBalancer",
        selector: { "app.kubernetes.io/name": "orders" },
        ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
        loadBalancerSourceRanges: ["203.0.113.0/24"],
      },
    });
    const policy = resources.find(({ type }) => type.endsWith(":NetworkPolicy"))?.inputs as {
      spec: { ingress: unknown[] };
    };
    // The load balancer filters; what it hands on may carry its own address.
    expect(policy.spec.ingress.at(-1)).toEqual({ ports: [{ port: "http", protocol: "TCP" }] });
  });

  it("keep the caller's address on a node port that only some may call", async () => {
    const { resources } = await record(() => {
      new Microservice("orders", {
        cluster: new ExistingCluster("cluster"),
        namespace: "team",
        image,
        ports: { http: 8080 },
        additionalServices: { office: { type: "NodePort", sourceRanges: ["203.0.113.0/24"] } },
      });
    });
    const service = resources.find(({ name }) => name === "orders-office")?.inputs as { spec: object };
    expect(service.spec).toMatchObject({ type: "NodePort", externalTrafficPolicy: "Local" });
    const policy = resources.find(({ type }) => type.endsWith(":NetworkPolicy"))?.inputs as {
      spec: { ingress: unknown[] };
    };
    expect(policy.spec.ingress.at(-1)).toEqual({
      from: [{ ipBlock: { cidr: "203.0.113.0/24" } }],
      ports: [{ port: "http", protocol: "TCP" }],
    });
  });
});

describe("resources", () => {
  it("that are given as undefined keep their defaults", async () => {
    const resources = { requests: { cpu: undefined }, limits: { memory: undefined } };
    expect((await containerOf({ image, resources })).resources).toEqual({
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { memory: "256Mi" },
    });
  });

  it("of an init container are small, and it has the volumes of the main one", async () => {
    const pod = await podOf({
      image,
      volumes: { work: { mountPath: "/work" } },
      initContainers: { fetch: { image, resources: { requests: { memory: "32Mi" } } } },
    });
    expect(pod.initContainers).toEqual([
      expect.objectContaining({
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
        volumeMounts: [{ name: "work", mountPath: "/work" }],
      }),
    ]);
  });
});

describe("probes", () => {
  it("ask the gRPC health service of a gRPC port, by number", async () => {
    const container = await containerOf({ image, ports: { grpc: { port: 5000, targetPort: 8080 } } });
    expect(container.readinessProbe).toEqual({ grpc: { port: 8080 } });
    expect(container.livenessProbe).toEqual({ grpc: { port: 8080 } });
    expect(container).not.toHaveProperty("startupProbe");
  });

  it("are of four kinds, with their timing", async () => {
    const container = await containerOf({
      image,
      ports: { http: 8080, admin: 9000 },
      probes: {
        startup: { exec: { command: ["/bin/ready"] }, failureThreshold: 30 },
        readiness: { http: { path: "/ready", port: "admin", headers: { Host: "orders" } }, periodSeconds: 5 },
        liveness: { tcp: { port: "admin" }, initialDelaySeconds: 10, timeoutSeconds: 2 },
      },
    });
    expect(container.startupProbe).toEqual({ exec: { command: ["/bin/ready"] }, failureThreshold: 30 });
    expect(container.readinessProbe).toEqual({
      httpGet: { path: "/ready", port: "admin", httpHeaders: [{ name: "Host", value: "orders" }] },
      periodSeconds: 5,
    });
    expect(container.livenessProbe).toEqual({
      tcpSocket: { port: "admin" },
      initialDelaySeconds: 10,
      timeoutSeconds: 2,
    });
  });

  it("can be switched off", async () => {
    const container = await containerOf({ image, ports: { http: 8080 }, probes: { liveness: false } });
    expect(container).not.toHaveProperty("livenessProbe");
    expect(container).toHaveProperty("readinessProbe");
  });
});

describe("the environment", () => {
  it("keeps its order, as a reference works only backwards", async () => {
    const env = { ZONE: "eu", PORT: 8080, DEBUG: false, URL: "http://$(ZONE).example.com:$(PORT)/$$(HOME)" };
    expect((await containerOf({ image, env })).env).toEqual([
      { name: "ZONE", value: "eu" },
      { name: "PORT", value: "8080" },
      { name: "DEBUG", value: "false" },
      { name: "URL", value: "http://$(ZONE).example.com:$(PORT)/$$(HOME)" },
    ]);
  });

  it("reads a secret by reference", async () => {
    const env = { PASSWORD: { fromSecret: { name: "orders-db", key: "password" } } };
    expect((await containerOf({ image, env })).env).toEqual([
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "orders-db", key: "password" } } },
    ]);
  });
});

describe("a link", () => {
  const target = {
    objectName: "payments",
    ports: [
      { name: "grpc", port: 5000, targetPort: 8080, protocol: "grpc" as const },
      { name: "http", port: 80, targetPort: 9090, protocol: "http" as const },
    ],
  };

  it("becomes the address in the form that the consumer wants", async () => {
    const env = {
      ADDRESS: linkTo(target, { port: "grpc" }),
      HOST: linkTo(target, { port: "grpc", as: "host" }),
      PORT: linkTo(target, { port: "grpc", as: "port" }),
      URL: linkTo(target, { port: "http", as: "url" }),
      DSN: linkTo(target, { port: "http", as: ({ host, port }) => `Host=${host};Port=${port}` }),
    };
    expect((await containerOf({ image, env })).env).toEqual([
      { name: "ADDRESS", value: "payments:5000" },
      { name: "HOST", value: "payments" },
      { name: "PORT", value: "5000" },
      { name: "URL", value: "http://payments:80" },
      { name: "DSN", value: "Host=payments;Port=80" },
    ]);
  });

  it("opens the policies of both sides for exactly its port", async () => {
    const { Deployment, NetworkPolicy } = await objectsOf({ image, links: [linkTo(target, { port: "grpc" })] });
    expect((Deployment as { spec: { template: { metadata: unknown } } }).spec.template.metadata).toEqual({
      labels: { ...labels, "links.slipway/payments.grpc": "true" },
    });
    expect((NetworkPolicy as { spec: { egress: unknown[] } }).spec.egress.slice(1)).toEqual([
      {
        to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "payments" } } }],
        ports: [{ port: "grpc", protocol: "TCP" }],
      },
    ]);
  });

  it("cannot lead to another namespace", async () => {
    await expect(
      record(() => {
        const common = { cluster: new ExistingCluster("cluster"), image };
        const payments = new Microservice("payments", { ...common, namespace: "money", ports: { http: 8080 } });
        new Microservice("orders", { ...common, namespace: "team", links: [linkTo(payments)] });
      }),
    ).rejects.toThrow("from team to payments in money");
  });

  it("can lead to a Microservice", async () => {
    const { resources } = await record(() => {
      const common = { cluster: new ExistingCluster("cluster"), namespace: "team", image };
      const payments = new Microservice("payments", { ...common, ports: { http: 8080 } });
      new Microservice("orders", { ...common, env: { PAYMENTS: linkTo(payments, { as: "url" }) } });
    });
    expect(resources.find(({ path }) => path === "Microservice:orders")?.outputs).toEqual({
      objectName: "orders",
      links: ["payments:http"],
    });
  });
});

describe("a transform", () => {
  it("is merged into what the child gets", async () => {
    const { Deployment } = await objectsOf({
      image,
      transform: {
        deployment: {
          metadata: { annotations: { owner: "team-a" } },
          spec: { template: { spec: { priorityClassName: "high" } } },
        },
      },
    });
    expect((Deployment as { metadata: unknown }).metadata).toEqual({
      ...metadata,
      annotations: { "pulumi.com/patchForce": "true", owner: "team-a" },
    });
    expect((Deployment as { spec: { template: { spec: Record<string, unknown> } } }).spec.template.spec).toMatchObject({
      priorityClassName: "high",
      serviceAccountName: "orders",
    });
  });

  it("may be a function that changes arguments and options", async () => {
    const { resources } = await record(() => {
      new Microservice("orders", {
        cluster: new ExistingCluster("cluster"),
        namespace: "team",
        image,
        ports: { http: 8080 },
        transform: {
          service: (args, opts, name) => {
            args.spec = { ...(args.spec as k8s.types.input.core.v1.ServiceSpec), sessionAffinity: "ClientIP" };
            opts.protect = name === "orders";
          },
        },
      });
    });
    const service = resources.find(({ type }) => type === "kubernetes:core/v1:Service");
    expect((service?.inputs as { spec: { sessionAffinity?: string } }).spec.sessionAffinity).toBe("ClientIP");
    expect(service?.protect).toBe(true);
  });

  it.each([
    ["serviceAccount", "ServiceAccount"],
    ["networkPolicy", "NetworkPolicy"],
    ["deployment", "Deployment"],
    ["service", "Service"],
    ["disruptionBudget", "PodDisruptionBudget"],
    ["autoscaler", "HorizontalPodAutoscaler"],
  ])("%s reaches the %s and nothing else", async (child, kind) => {
    const patch = { metadata: { annotations: { changed: "yes" } } };
    const objects = await objectsOf({ image, ports: { http: 8080 }, transform: { [child]: patch } });
    const changed = Object.entries(objects)
      .filter(([, inputs]) => JSON.stringify(inputs.metadata).includes("changed"))
      .map(([name]) => name);
    expect(changed).toEqual([kind]);
  });
});

it.each<[string, Partial<Args>]>([
  ["security.runAsUser", { security: { runAsUser: 0 } }],
  ["shutdown.delaySeconds", { shutdown: { delaySeconds: -3 } }],
  ["rollout.progressDeadlineSeconds", { rollout: { progressDeadlineSeconds: 1.5 } }],
  ["probes.readiness.periodSeconds", { ports: { http: 8080 }, probes: { readiness: { tcp: {}, periodSeconds: 0 } } }],
  [
    "probes.readiness.tcp.port",
    { ports: { dns: { port: 5353, protocol: "udp" }, http: 8080 }, probes: { readiness: { tcp: { port: "dns" } } } },
  ],
  ["egress.0.ports", { egress: [{ cidr: "10.0.0.0/8", ports: [] }] }],
  ["egress.0.cidr", { egress: [{ cidr: "10/8" }] }],
  ["resources.limits.memory", { resources: { limits: { memory: "512m" } } }],
  ["resources.limits.cpu", { resources: { limits: { cpu: "500Mi" } } }],
  ["volumes.root.mountPath", { volumes: { root: { mountPath: "/" } } }],
  ["volumes.up.mountPath", { volumes: { up: { mountPath: "/tmp/../etc" } } }],
  ["image", { image: "Nginx/Foo:1" }],
  ["initContainers.1", { initContainers: { 1: { image } } }],
  [
    "additionalServices.x.sourceRanges.0",
    { ports: { http: 8080 }, additionalServices: { x: { type: "NodePort", sourceRanges: ["office"] } } },
  ],
  [
    "additionalServices.x.sourceRanges",
    { ports: { http: 8080 }, additionalServices: { x: { type: "LoadBalancer", sourceRanges: [] } } },
  ],
  [
    "additionalServices.x.ports",
    { ports: { http: 8080 }, additionalServices: { x: { type: "LoadBalancer", ports: [] } } },
  ],
])("what Kubernetes would refuse, or take for something else, is refused: %s", async (path, wrong) => {
  let problem: unknown;
  await record(() => {
    try {
      new Microservice("orders", { cluster: new ExistingCluster("cluster"), namespace: "team", image, ...wrong });
    } catch (error) {
      problem = error;
    }
  });
  expect(problem).toBeInstanceOf(SlipwayError);
  expect((problem as SlipwayError).problems.map((found) => found.path.join("."))).toEqual([path]);
});

describe("wrong arguments", () => {
  it("are told all at once, and nothing is registered", async () => {
    let problem: unknown;
    const { resources } = await record(() => {
      const cluster = new ExistingCluster("cluster");
      try {
        new Microservice("Orders", {
          cluster,
          namespace: "team",
          image: "not an image",
          ports: { http: 8080, web: 8080 },
          replicas: { min: 4, max: 2 },
          probes: { readiness: { http: { path: "/", port: "htp" } } },
        });
      } catch (error) {
        problem = error;
      }
    });
    expect(problem).toBeInstanceOf(SlipwayError);
    expect((problem as SlipwayError).problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      ": the name of a service must be a DNS label",
      "ports.web: two ports of the Service have one number",
      "image: this is no reference to an image",
      "probes.readiness.http.port: the probe asks on a port that does not exist",
      "replicas: min is greater than max",
    ]);
    expect(resources.map(({ path }) => path)).toEqual([
      "ExistingCluster:cluster",
      "ExistingCluster:cluster/kubernetes:cluster",
    ]);
  });
});
