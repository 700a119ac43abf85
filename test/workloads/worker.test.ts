/**
 * What a Worker writes into its objects, and what of a whole workload does not depend on its kind. That an API server and a kubelet do
 * what is meant is shown by `npm run e2e`.
 */
import { Worker, type WorkerArgs, type WorkerTransform } from "../../components/workloads";
import {
  dnsAlone,
  lostNodes,
  plainLabels,
  plainMetadata,
  plainResources,
  plainSpread,
  problemsOf,
  RecordedWorkloads,
  refusalOf,
  restrictedContainer,
  restrictedPod,
  SeenOptions,
  takesBack,
} from "./recorded-workloads";

type Args = Omit<WorkerArgs, "cluster" | "namespace">;

const image = "registry.example.com/mailer:2.0.1";
const selector = { "app.kubernetes.io/name": "mailer" };

/** Registers one worker called `mailer`. */
function recorded(args: Partial<Args> = {}): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new Worker("mailer", { cluster, namespace: "team", image, ...args }));
}

function problems(args: Partial<Args>): Promise<string[]> {
  return problemsOf((cluster) => new Worker("mailer", { cluster, namespace: "team", image, ...args }));
}

describe("a worker of which only the image is said", () => {
  it("has five objects, and none that anybody could call", async () => {
    expect((await recorded()).objects).toEqual([
      "Deployment/mailer",
      "HorizontalPodAutoscaler/mailer",
      "NetworkPolicy/mailer",
      "PodDisruptionBudget/mailer",
      "ServiceAccount/mailer",
    ]);
  });

  it("has a Deployment without ports, probes and a delay at its end", async () => {
    expect((await recorded()).inputs("Deployment/mailer")).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...plainMetadata("mailer"), annotations: takesBack },
      spec: {
        selector: { matchLabels: selector },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
        progressDeadlineSeconds: 300,
        minReadySeconds: 0,
        revisionHistoryLimit: 5,
        template: {
          metadata: { labels: plainLabels("mailer") },
          spec: {
            serviceAccountName: "mailer",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: restrictedPod,
            terminationGracePeriodSeconds: 30,
            topologySpreadConstraints: plainSpread("mailer", "pod-template-hash"),
            tolerations: lostNodes,
            containers: [{ name: "mailer", image, resources: plainResources, securityContext: restrictedContainer }],
          },
        },
      },
    });
  });

  it("lets nobody in, and is let out to DNS alone", async () => {
    expect((await recorded()).inputs("NetworkPolicy/mailer")).toEqual({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: plainMetadata("mailer"),
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ["Ingress", "Egress"],
        ingress: [],
        egress: dnsAlone,
      },
    });
  });

  it("starts no pod before its policy, and makes all with the provider of the cluster", async () => {
    const mailer = await recorded();
    expect(mailer.dependencies("Deployment/mailer")).toEqual(["NetworkPolicy/mailer", "ServiceAccount/mailer"]);
    expect(new Set(mailer.objects.map((name) => mailer.get(name).provider))).toEqual(
      new Set(["ExistingCluster:cluster/kubernetes:cluster"]),
    );
    expect(new Set(mailer.objects.map((name) => mailer.get(name).parent))).toEqual(new Set(["Worker:mailer"]));
  });

  it("tells its name and that it has no links", async () => {
    expect((await recorded()).get("Worker:mailer").outputs).toEqual({ objectName: "mailer", links: [] });
  });
});

describe("probes", () => {
  it("ask a command, or a port by its number", async () => {
    const [container] = (
      await recorded({
        probes: {
          startup: { exec: { command: ["/bin/started"] } },
          readiness: { http: { path: "/ready", port: 9000 } },
          liveness: { tcp: { port: 9000 }, periodSeconds: 30 },
        },
      })
    ).onlyPods.spec.containers;
    expect(container).toMatchObject({
      startupProbe: { exec: { command: ["/bin/started"] } },
      readinessProbe: { httpGet: { path: "/ready", port: 9000 } },
      livenessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 30 },
    });
  });

  it("cannot ask a port that it does not have", async () => {
    expect(await problems({ probes: { readiness: { tcp: {} } } })).toEqual([
      "probes.readiness.tcp: the probe asks on a port, but the workload has none that takes connections",
    ]);
  });
});

describe("the number of pods", () => {
  it("is written down where it is fixed, and then there is no autoscaler", async () => {
    const mailer = await recorded({ replicas: 3 });
    expect(mailer.spec("Deployment/mailer").replicas).toBe(3);
    expect(mailer.objects).not.toContain("HorizontalPodAutoscaler/mailer");
  });

  it("follows a queue by KEDA, whose ways in are there before it", async () => {
    const mailer = await recorded({
      secrets: { broker: { data: { uri: "amqp://broker" } } },
      replicas: {
        min: 0,
        max: 5,
        rabbitmq: [{ queue: "mails", url: { fromSecret: { name: "broker", key: "uri" } }, messagesPerPod: 20 }],
      },
      capabilities: { keda: true },
    });
    expect(mailer.objects).toEqual([
      "Deployment/mailer",
      "NetworkPolicy/mailer",
      "PodDisruptionBudget/mailer",
      "ScaledObject/mailer",
      "Secret/mailer-broker",
      "ServiceAccount/mailer",
      "TriggerAuthentication/mailer-rabbitmq-0",
    ]);
    expect(mailer.inputs("TriggerAuthentication/mailer-rabbitmq-0")).toEqual({
      apiVersion: "keda.sh/v1alpha1",
      kind: "TriggerAuthentication",
      metadata: plainMetadata("mailer", "mailer-rabbitmq-0"),
      spec: { secretTargetRef: [{ parameter: "host", name: "mailer-broker", key: "uri" }] },
    });
    expect(mailer.spec("ScaledObject/mailer")).toMatchObject({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "mailer" },
      minReplicaCount: 0,
      maxReplicaCount: 5,
      triggers: [{ type: "rabbitmq", authenticationRef: { name: "mailer-rabbitmq-0" } }],
    });
    expect(mailer.dependencies("ScaledObject/mailer")).toEqual(
      expect.arrayContaining(["Deployment/mailer", "TriggerAuthentication/mailer-rabbitmq-0"]),
    );
    expect(mailer.spec("Deployment/mailer")).not.toHaveProperty("replicas");
  });
});

describe("a roll-out", () => {
  it("is waited for a little longer than Kubernetes does", async () => {
    const options = new SeenOptions();
    await recorded({ replicas: 4, rollout: { strategy: "recreate" }, transform: { deployment: options.look } });
    // All pods at once: one step of 300 s.
    expect(options.of("mailer").customTimeouts).toEqual({ create: "330s", update: "330s" });
  });

  it("may stop every old pod before the first new one", async () => {
    const { strategy } = (await recorded({ rollout: { strategy: "recreate" } })).spec("Deployment/mailer");
    expect(strategy).toEqual({ type: "Recreate" });
  });
});

it("has a budget of its own", async () => {
  const mailer = await recorded({ replicas: 4, disruptionBudget: { minAvailable: 2 } });
  expect(mailer.spec("PodDisruptionBudget/mailer")).toMatchObject({
    minAvailable: 2,
    selector: { matchLabels: selector },
  });
});

it("asks for recommended requests", async () => {
  const mailer = await recorded({
    verticalRecommendation: true,
    capabilities: { verticalPodAutoscaler: true },
  });
  expect(mailer.inputs("VerticalPodAutoscaler/mailer")).toEqual({
    apiVersion: "autoscaling.k8s.io/v1",
    kind: "VerticalPodAutoscaler",
    metadata: plainMetadata("mailer"),
    spec: {
      targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "mailer" },
      updatePolicy: { updateMode: "Off" },
    },
  });
});

describe("objectName and partOf", () => {
  it("name the objects, and not the resources of the program", async () => {
    const { all } = await RecordedWorkloads.of(
      (cluster) =>
        new Worker("shop-mailer", { cluster, namespace: "team", objectName: "mailer", partOf: "shop", image }),
    );
    const deployment = all.find(({ type }) => type.endsWith(":Deployment"));
    expect(deployment?.path).toBe("Worker:shop-mailer/Deployment:shop-mailer");
    expect(deployment?.inputs.metadata).toEqual({
      annotations: takesBack,
      name: "mailer",
      namespace: "team",
      labels: { ...plainLabels("mailer"), "app.kubernetes.io/part-of": "shop" },
    });
  });
});

const everything: Partial<Args> = {
  config: { settings: { data: { "a.conf": "x" } } },
  secrets: { broker: { data: { uri: "amqp://broker" } } },
  egress: [{ host: "api.example.com" }],
  verticalRecommendation: true,
  capabilities: { keda: true, verticalPodAutoscaler: true, dnsPolicies: "cilium" },
};
const byQueue: Args["replicas"] = {
  min: 0,
  max: 5,
  rabbitmq: [{ queue: "mails", url: { fromSecret: { name: "broker", key: "uri" } }, messagesPerPod: 20 }],
};

it.each<[keyof WorkerTransform, string, Partial<Args>]>([
  ["serviceAccount", "ServiceAccount/mailer", {}],
  ["networkPolicy", "NetworkPolicy/mailer", {}],
  ["dnsPolicy", "CiliumNetworkPolicy/mailer", {}],
  ["configMap", "ConfigMap/mailer-settings", {}],
  ["secret", "Secret/mailer-broker", {}],
  ["deployment", "Deployment/mailer", {}],
  ["disruptionBudget", "PodDisruptionBudget/mailer", {}],
  ["autoscaler", "HorizontalPodAutoscaler/mailer", {}],
  ["scaledObject", "ScaledObject/mailer", { replicas: byQueue }],
  ["triggerAuthentication", "TriggerAuthentication/mailer-rabbitmq-0", { replicas: byQueue }],
  ["verticalAutoscaler", "VerticalPodAutoscaler/mailer", {}],
])("the transform %s reaches %s and nothing else", async (child, name, args) => {
  const patch = { metadata: { annotations: { changed: "yes" } } };
  const mailer = await recorded({ ...everything, ...args, transform: { [child]: patch } });
  const changed = mailer.objects.filter((object) => JSON.stringify(mailer.inputs(object).metadata).includes("changed"));
  expect(changed).toEqual([name]);
});

describe("wrong arguments", () => {
  it("are told all at once, and nothing is registered", async () => {
    const error = await refusalOf(
      (cluster) =>
        new Worker("Mailer", {
          cluster,
          namespace: "team",
          image: "not an image",
          replicas: { min: 4, max: 2 },
          rollout: { maxSurge: 0, maxUnavailable: 0 },
          verticalRecommendation: true,
          links: [{ linkTo: { objectName: "payments", ports: [] } }],
        }),
    );
    expect(error.subject).toBe("Worker Mailer");
    expect(error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      ": the name of a worker must be a DNS label",
      "image: this is no reference to an image",
      "verticalRecommendation: the cluster has no VerticalPodAutoscaler, so nobody would recommend anything",
      "replicas: min is greater than max",
      "rollout: a roll-out that may neither add a pod nor take one away cannot begin",
      "links.0: the linked service has no port",
    ]);
  });

  it("include what the platform lacks, unless it is said to have it", async () => {
    expect(await problems({ replicas: byQueue, secrets: { broker: { data: { uri: "amqp://broker" } } } })).toEqual([
      "replicas.rabbitmq: KEDA looks at this, and the cluster has none",
    ]);
  });
});
