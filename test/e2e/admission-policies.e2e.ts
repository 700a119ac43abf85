import { PlatformAddOns, type AddOnOptions } from "../../components/addons";
import { render, renderRequirement, type Manifest } from "../workloads/requirements/rendered";
import { ExistingCluster } from "../../components/cluster";
import { requirements } from "../workloads/requirements";
import { cases, goodPod, namespace, template } from "./admission-cases";
import type { ControlPlane } from "./control-plane";
import { findDefinition } from "./custom-resources/definitions";
import { programs } from "./programs";
import { apply, lostFields, type StoredObject } from "./server-side-apply";
import { currentTestBed, describeReal } from "./test-bed";

// What a real API server makes of our rules for what comes into the cluster: each lets a good object in and refuses a bad one in our words,
// and the workloads of our own programs pass all of them. Asked by dry runs. Kyverno is not there: of its policies only the form is checked.

/** Every rule is on; the lists name what our own programs use, as the rules hold for the whole cluster. */
const options: AddOnOptions["admissionPolicies"] = {
  mode: "deny",
  labels: ["app.kubernetes.io/name"],
  registries: [
    ...["docker.io", "ghcr.io", "public.ecr.aws", "registry.example.com", "registry.example.com:5000"],
    "us-central1-docker.pkg.dev/online-boutique-ci",
  ],
};

/** Kinds that rules look at. */
const looked = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service", "PodDisruptionBudget"];

/** The objects of the add-on as they are on EKS, where all rules apply. */
async function policies(): Promise<readonly Manifest[]> {
  const { manifests } = await renderRequirement({
    number: 0,
    asks: "",
    cluster: "eks",
    program: (cluster) => new PlatformAddOns("add-ons", { cluster, admissionPolicies: options, descheduler: true }),
    facts: [],
  });
  return manifests.filter(({ kind }) => kind.startsWith("ValidatingAdmissionPolicy"));
}

describeReal("our admission policies on a real API server", () => {
  let plane: ControlPlane;
  let ours: readonly Manifest[] = [];
  const namespaces: string[] = [namespace];

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    await apply(
      plane,
      [
        { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
        { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "web", namespace } },
      ],
      false,
    );
    ours = await policies();
    await apply(plane, ours, false);
    // They are in force some time after they are stored.
    for (const { rule, bad } of cases) {
      await plane.waitFor(`the rule ${rule} is in force`, 60, async () => (await refusal(bad)) !== undefined);
    }
  });

  // Others look at what is left in the cluster.
  afterAll(async () => {
    const names = ours.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
    if (names.length > 0) await plane.kubectl(["delete", "--ignore-not-found", ...names.reverse()]);
    await plane.kubectl(["delete", "namespace", "--ignore-not-found", ...namespaces], { timeoutSeconds: 180 });
  });

  /** Why the API server would not make an object; undefined if it would. */
  async function refusal(object: object): Promise<string | undefined> {
    const { status, stderr } = await plane.tryKubectl(["create", "--dry-run=server", "--filename=-"], {
      input: JSON.stringify(object),
    });
    return status === 0 ? undefined : stderr.trim();
  }

  it("is one policy and one binding for each of ten rules, which the API server finds nothing wrong with", async () => {
    expect(ours.map(({ metadata }) => metadata.name)).toHaveLength(20);
    const checked = await plane.waitFor("the types of all expressions are checked", 60, async () => {
      const stored = await plane.list<
        StoredObject & { metadata: { uid: string; generation: number }; status?: Status }
      >("validatingadmissionpolicies");
      const own = stored.filter(({ metadata }) => metadata.name.startsWith("slipway-"));
      return own.every(({ metadata, status }) => status?.observedGeneration === metadata.generation) && own;
    });
    expect(checked).toHaveLength(10);
    expect(checked.flatMap(({ status }) => status?.typeChecking?.expressionWarnings ?? [])).toEqual([]);
  });

  it.each(cases)("$rule: $what", async ({ rule, good, bad, wrong }) => {
    expect(await refusal(good)).toBeUndefined();
    const told = await refusal(bad);
    expect(told).toContain(
      `ValidatingAdmissionPolicy 'slipway-${rule}' with binding 'slipway-${rule}' denied request: ${wrong}`,
    );
    // By this rule alone.
    expect(told?.match(/denied request/g)).toHaveLength(1);
  });

  it.each(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"])(
    "looks into a %s too",
    async (kind) => {
      expect(await refusal(template(kind, goodPod))).toBeUndefined();
      const told = await refusal(
        template(kind, { ...goodPod, containers: [{ ...goodPod.containers[0], image: "nginx" }] }),
      );
      expect(told).toContain("images without a tag of a version: nginx; name a tag other than latest, or a digest");
    },
  );

  it("holds in no namespace of the cluster's own", async () => {
    const bare = { apiVersion: "v1", kind: "Pod", metadata: { name: "bare", namespace: "kube-system" } };
    expect(await refusal({ ...bare, spec: { containers: [{ name: "main", image: "nginx" }] } })).toBeUndefined();
  });

  it("lets what was there before be labelled, started anew and deleted, but not changed for the worse", async () => {
    const old = template("Deployment", { ...goodPod, containers: [{ ...goodPod.containers[0], image: "nginx" }] });
    const binding = ours.find(
      ({ kind, metadata }) => kind.endsWith("Binding") && metadata.name === "slipway-image-tags",
    );
    if (binding === undefined) throw new Error("there is no rule of tags");
    await plane.kubectl(["delete", "validatingadmissionpolicybinding", "slipway-image-tags"]);
    await plane.waitFor("the rule is off", 60, async () => (await refusal(old)) === undefined);
    await plane.kubectl(["create", "--filename=-"], { input: JSON.stringify(old) });
    await apply(plane, [binding], false);
    await plane.waitFor(
      "the rule is in force again",
      60,
      async () => (await refusal({ ...old, metadata: { name: "other", namespace } })) !== undefined,
    );

    const target = ["deployment/web", "--namespace", namespace];
    await plane.kubectl(["label", ...target, "old=yes"]);
    const podNames = async (): Promise<string> =>
      (await plane.tryKubectl(["get", "pods", "--namespace", namespace, "--output=name"])).stdout.trim();
    const before = await plane.waitFor("its pod is there", 60, async () => (await podNames()) || undefined);
    await plane.kubectl(["delete", "--namespace", namespace, "--force", before]);
    await plane.waitFor("another pod takes its place", 60, async () => {
      const now = await podNames();
      return now !== "" && !now.includes(before);
    });
    const scaled = await plane.tryKubectl(["patch", ...target, "--patch", '{"spec":{"minReadySeconds":3}}']);
    expect(scaled.stderr).toContain("denied request: images without a tag of a version: nginx");
    await plane.kubectl(["delete", ...target, "--cascade=foreground"], { timeoutSeconds: 60 });
  });

  it.each(Object.entries(programs))("lets in all of %s", async (_name, program) => {
    const { manifests } = await render(program);
    await letIn(manifests);
  });

  it("lets in what the programs of the 27 requirements make", async () => {
    for (const requirement of requirements) await letIn((await renderRequirement(requirement)).manifests);
  });

  async function letIn(manifests: readonly Manifest[]): Promise<void> {
    const own = manifests.filter(({ kind }) => kind === "Namespace");
    await apply(plane, own, false);
    namespaces.push(...own.map(({ metadata }) => metadata.name));
    const asked = manifests.filter((manifest) => looked.includes(manifest.kind) && !hasNoClass(manifest));
    if (asked.length > 0) expect(await apply(plane, asked, true)).toHaveLength(asked.length);
  }
});

describeReal("the same rules as policies of Kyverno", () => {
  const found = findDefinition("ValidatingPolicy");
  if ("missing" in found) process.stdout.write(`\nSKIPPED, policies of Kyverno: ${found.missing}\n`);

  ("missing" in found ? it.skip : it)("keep every field by the definition of Kyverno", async () => {
    if ("missing" in found) return;
    const { plane } = await currentTestBed();
    await plane.kubectl(["apply", "--server-side", "--force-conflicts", `--filename=${found.file}`]);
    try {
      const established = ["wait", "--for=condition=Established", `--filename=${found.file}`];
      await plane.waitFor(
        "the definition is there",
        30,
        async () => (await plane.tryKubectl(established)).status === 0,
      );
      const { manifests } = await render(() => {
        new PlatformAddOns("add-ons", {
          cluster: new ExistingCluster("cluster"),
          kyverno: true,
          admissionPolicies: options,
        });
      });
      const policies = manifests.filter(({ kind }) => kind === "ValidatingPolicy");
      expect(policies).toHaveLength(9);
      const answers = await apply(plane, policies, true);
      expect(policies.flatMap((policy, index) => lostFields(policy, answers[index] ?? policy))).toEqual([]);
    } finally {
      await plane.kubectl(["delete", `--filename=${found.file}`, "--ignore-not-found"]);
    }
  });
});

/** Whether it is a Service with a load balancer of a cluster that is not on EKS: there the rule of classes does not hold. */
function hasNoClass({ kind, spec }: Manifest): boolean {
  const { type, loadBalancerClass } = (spec ?? {}) as Readonly<Record<string, unknown>>;
  return kind === "Service" && type === "LoadBalancer" && loadBalancerClass === undefined;
}

interface Status {
  readonly observedGeneration?: number;
  readonly typeChecking?: {
    readonly expressionWarnings?: readonly { readonly fieldRef: string; readonly warning: string }[];
  };
}
