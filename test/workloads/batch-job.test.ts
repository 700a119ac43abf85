/** What a BatchJob writes into its object. That it runs to its end, and again when it failed, is shown by `npm run e2e`. */
import { BatchJob, type BatchJobArgs, type BatchJobTransform } from "../../components/workloads";
import {
  dnsAlone,
  lostNodes,
  plainLabels,
  plainMetadata,
  plainResources,
  problemsOf,
  RecordedWorkloads,
  refusalOf,
  restrictedContainer,
  restrictedPod,
  SeenOptions,
} from "./recorded-workloads";

type Args = Omit<BatchJobArgs, "cluster" | "namespace">;

const image = "registry.example.com/migrate:1.4.2";
const selector = { "app.kubernetes.io/name": "migrate" };

/** Registers one job called `migrate`. */
function recorded(args: Partial<Args> = {}): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new BatchJob("migrate", { cluster, namespace: "team", image, ...args }));
}

function problems(args: Partial<Args>): Promise<string[]> {
  return problemsOf((cluster) => new BatchJob("migrate", { cluster, namespace: "team", image, ...args }));
}

/** What the Job says besides its pods. */
async function specOf(args: Partial<Args>): Promise<Record<string, unknown>> {
  const { template: _, ...spec } = (await recorded(args)).spec("Job/migrate");
  return spec;
}

describe("a job of which only the image is said", () => {
  it("has three objects: what ends by itself needs no budget", async () => {
    expect((await recorded()).objects).toEqual(["Job/migrate", "NetworkPolicy/migrate", "ServiceAccount/migrate"]);
  });

  it("is a Job of one pod, which is neither probed nor spread, and runs again with the next up if it failed", async () => {
    expect((await recorded()).inputs("Job/migrate")).toEqual({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { ...plainMetadata("migrate"), annotations: { "pulumi.com/replaceUnready": "true" } },
      spec: {
        template: {
          metadata: { labels: plainLabels("migrate") },
          spec: {
            serviceAccountName: "migrate",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            restartPolicy: "Never",
            securityContext: restrictedPod,
            terminationGracePeriodSeconds: 30,
            tolerations: lostNodes,
            containers: [{ name: "migrate", image, resources: plainResources, securityContext: restrictedContainer }],
          },
        },
      },
    });
  });

  it("is made after its policy, and tells its name", async () => {
    const migrate = await recorded();
    expect(migrate.dependencies("Job/migrate")).toEqual(["NetworkPolicy/migrate", "ServiceAccount/migrate"]);
    expect(migrate.spec("NetworkPolicy/migrate")).toEqual({
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: dnsAlone,
    });
    expect(migrate.get("BatchJob:migrate").outputs).toEqual({ objectName: "migrate", links: [] });
  });
});

it.each<[string, Partial<Args>, object]>([
  ["parallelism", { parallelism: 4 }, { parallelism: 4 }],
  ["completions", { completions: 8 }, { completions: 8 }],
  ["indexed", { indexed: true, completions: 5 }, { completionMode: "Indexed", completions: 5 }],
  ["backoffLimit", { backoffLimit: 0 }, { backoffLimit: 0 }],
  [
    "backoffLimitPerIndex and maxFailedIndexes",
    { indexed: true, completions: 5, backoffLimitPerIndex: 2, maxFailedIndexes: 3 },
    { completionMode: "Indexed", completions: 5, backoffLimitPerIndex: 2, maxFailedIndexes: 3 },
  ],
  ["deadlineSeconds", { deadlineSeconds: 120 }, { activeDeadlineSeconds: 120 }],
  ["ttlSeconds", { ttlSeconds: 3600 }, { ttlSecondsAfterFinished: 3600 }],
  [
    "success",
    { indexed: true, completions: 5, success: { indexes: "0,2-4", count: 2 } },
    {
      completionMode: "Indexed",
      completions: 5,
      successPolicy: { rules: [{ succeededIndexes: "0,2-4", succeededCount: 2 }] },
    },
  ],
  [
    "podFailure",
    {
      podFailure: [
        { action: "FailJob", exitCodes: [42, 3] },
        { action: "Ignore", disrupted: true },
      ],
    },
    {
      podFailurePolicy: {
        rules: [
          { action: "FailJob", onExitCodes: { containerName: "migrate", operator: "In", values: [3, 42] } },
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
        ],
      },
    },
  ],
])("%s", async (_, args, expected) => {
  expect(await specOf(args)).toEqual(expected);
});

describe("onFailure", () => {
  it("may start the container again in its pod", async () => {
    expect((await recorded({ onFailure: "restart" })).onlyPods.spec.restartPolicy).toBe("OnFailure");
  });
});

describe("suspend", () => {
  it("is not waited for, as it would never be done", async () => {
    const migrate = await recorded({ suspend: true });
    expect(migrate.spec("Job/migrate").suspend).toBe(true);
    expect(migrate.inputs("Job/migrate").metadata).toEqual({
      ...plainMetadata("migrate"),
      annotations: { "pulumi.com/replaceUnready": "true", "pulumi.com/skipAwait": "true" },
    });
  });
});

describe("up", () => {
  async function optionsOf(args: Partial<Args>) {
    const options = new SeenOptions();
    await recorded({ ...args, transform: { job: options.look } });
    return options.of("migrate");
  }

  it("waits for its deadline, or for an hour, and a little longer", async () => {
    expect((await optionsOf({ deadlineSeconds: 120 })).customTimeouts).toEqual({ create: "150s", update: "150s" });
    expect((await optionsOf({})).customTimeouts).toEqual({ create: "3630s", update: "3630s" });
  });

  it("replaces it where Kubernetes refuses a change that the provider tries", async () => {
    expect((await optionsOf({})).replaceOnChanges).toEqual([
      "spec.completionMode",
      "spec.podFailurePolicy",
      "spec.backoffLimitPerIndex",
      "spec.successPolicy",
    ]);
  });
});

describe("a spread", () => {
  it("is one of all pods of the job, and only there on request", async () => {
    const { spec } = (await recorded({ parallelism: 3, spread: { zones: "required", nodes: false } })).onlyPods;
    expect(spec.topologySpreadConstraints).toEqual([
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        nodeTaintsPolicy: "Honor",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: selector },
      },
    ]);
  });
});

describe("sidecars", () => {
  it("are native, so that the job ends without them", async () => {
    const { spec } = (await recorded({ sidecars: { proxy: { image: "registry.example.com/proxy:1" } } })).onlyPods;
    expect(spec.containers.map(({ name }) => name)).toEqual(["migrate"]);
    expect(spec.initContainers).toEqual([expect.objectContaining({ name: "proxy", restartPolicy: "Always" })]);
  });

  it("that are not would keep it from ending", async () => {
    expect(await problems({ sidecars: { proxy: { image: "registry.example.com/proxy:1", native: false } } })).toEqual([
      "sidecars.proxy.native: the job would only be done when this container ends, which nobody tells it to",
    ]);
  });
});

it("asks for recommended requests", async () => {
  const migrate = await recorded({ verticalRecommendation: true, capabilities: { verticalPodAutoscaler: true } });
  expect(migrate.spec("VerticalPodAutoscaler/migrate")).toMatchObject({
    targetRef: { apiVersion: "batch/v1", kind: "Job", name: "migrate" },
  });
});

it.each<[keyof BatchJobTransform, string]>([
  ["serviceAccount", "ServiceAccount/migrate"],
  ["networkPolicy", "NetworkPolicy/migrate"],
  ["dnsPolicy", "CiliumNetworkPolicy/migrate"],
  ["configMap", "ConfigMap/migrate-settings"],
  ["secret", "Secret/migrate-database"],
  ["job", "Job/migrate"],
  ["verticalAutoscaler", "VerticalPodAutoscaler/migrate"],
])("the transform %s reaches %s and nothing else", async (child, name) => {
  const migrate = await recorded({
    config: { settings: { data: { "a.conf": "x" } } },
    secrets: { database: { data: { url: "postgresql://orders" } } },
    egress: [{ host: "api.example.com" }],
    verticalRecommendation: true,
    capabilities: { verticalPodAutoscaler: true, dnsPolicies: "cilium" },
    transform: { [child]: { metadata: { annotations: { changed: "yes" } } } },
  });
  const changed = migrate.objects.filter((object) =>
    JSON.stringify(migrate.inputs(object).metadata).includes("changed"),
  );
  expect(changed).toEqual([name]);
});

describe("wrong arguments", () => {
  it("are told all at once, and nothing is registered", async () => {
    const error = await refusalOf(
      (cluster) =>
        new BatchJob("Migrate", {
          cluster,
          namespace: "team",
          image: "not an image",
          indexed: true,
          deadlineSeconds: 0,
          podFailure: [{ action: "FailJob" }],
          verticalRecommendation: true,
        }),
    );
    expect(error.subject).toBe("BatchJob Migrate");
    expect(error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      ": the name of a job must be a DNS label",
      "image: this is no reference to an image",
      "verticalRecommendation: the cluster has no VerticalPodAutoscaler, so nobody would recommend anything",
      "deadlineSeconds: the number is none that Kubernetes takes here",
      "completions: an indexed job must say how many indexes there are",
      "podFailure.0: the rule says not of which failures",
    ]);
  });
});
