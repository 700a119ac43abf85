import type { PlatformAddOnsSpec } from "../../components/addons";
import { keyOf, render, type Manifest } from "../workloads/requirements/rendered";
import { fullOnExisting } from "./add-ons-platform";
import { onEks, onExisting } from "./add-ons-programs";
import type { ControlPlane } from "./control-plane";
import { addOnKinds, findDefinition } from "./custom-resources/definitions";
import type { Program } from "./engine";
import { apply, lostFields } from "./server-side-apply";
import { currentTestBed, describeReal } from "./test-bed";

// The custom resources of add-ons, as the recorder has them, against the definitions that the makers release with the versions of the catalogue, on a
// real API server: by a server-side apply that is a dry run, which refuses fields that a definition does not know and values that it does
// not allow, and of whose answer no field is missing. The webhooks of cert-manager, Kyverno and others are not asked. Of External Secrets, Go
// modules know no definition of version 2: its store is checked against 1.3.2.

const onEksWanted = {
  ...{ awsLoadBalancerController: true, gatewayApi: true, prometheusOperatorCrds: true, kyverno: true },
  admissionPolicies: true,
  argoCd: { root: { url: "https://git.example.com/platform.git", path: "apps/prod", revision: "main" } },
  certManager: {
    issuers: {
      letsencrypt: {
        acme: {
          email: "platform@example.com",
          server: "production",
          dns01: { zones: { "example.com": "Z0123456789ABCDEFGHIJ" } },
          http01: { gateway: { name: "public", namespace: "gateways", listener: "http" } },
        },
      },
      ingress: { acme: { email: "platform@example.com", http01: { ingressClass: "alb" } } },
      internal: { privateCa: { commonName: "shop", durationDays: 365 } },
      given: { caSecret: "authority" },
      local: { selfSigned: true },
    },
  },
  externalSecrets: {
    stores: {
      secrets: { kind: "secretsManager", prefixes: ["shop/"], namespaces: ["shop"] },
      parameters: { kind: "parameterStore", namespaces: ["shop"], checkSeconds: 60 },
      near: { kind: "kubernetes", namespace: "stored-secrets" },
    },
  },
  karpenter: {
    nodeClasses: {
      general: {},
      large: { amiAlias: "bottlerocket@v1.50.0", diskGiB: 200, detailedMonitoring: true, tags: { Team: "data" } },
    },
    nodePools: {
      general: { nodeClass: "general" },
      batch: {
        nodeClass: "large",
        purpose: "batch",
        capacity: ["spot"],
        weight: 10,
        limits: { cpu: 100, memoryGiB: 400 },
        taints: [{ key: "batch", value: "true", effect: "NoSchedule" }],
        budgets: [{ nodes: "10%" }, { nodes: 0, schedule: "0 8 * * mon-fri", duration: "10h" }],
      },
    },
  },
  nodeLocalDns: true,
} as const satisfies PlatformAddOnsSpec;

const programs: Readonly<Record<string, Program>> = {
  "an existing cluster": onExisting("", fullOnExisting),
  "a cluster of EKS": onEks(onEksWanted),
};

/** Definitions, or why they are not to be had. */
const definitions = new Map(addOnKinds.map((kind) => [kind as string, findDefinition(kind)]));
const files = [...definitions.values()].flatMap((found) => ("file" in found ? [found.file] : []));
const missing = [...definitions.values()].flatMap((found) => ("missing" in found ? [found.missing] : []));
if (missing.length > 0) process.stdout.write(`\nSKIPPED, of the custom resources of add-ons: ${missing.join("; ")}\n`);

describeReal("custom resources of add-ons on a real API server", () => {
  let plane: ControlPlane;
  const namespaces = new Set<string>();

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    for (const file of files)
      await plane.kubectl(["apply", "--server-side", "--force-conflicts", `--filename=${file}`]);
    for (const file of files) await plane.kubectl(["wait", "--for=condition=Established", `--filename=${file}`]);
  });

  // Others look at what is left in the cluster.
  afterAll(async () => {
    if (namespaces.size > 0) await plane.kubectl(["delete", "namespace", ...namespaces], { timeoutSeconds: 180 });
    for (const file of files) await plane.kubectl(["delete", `--filename=${file}`, "--ignore-not-found"]);
  });

  it.each(Object.entries(programs))("are taken as they are written, on %s", async (_, program) => {
    const custom = await customResources(program);
    const answers = await dryRun(custom);
    expect(answers.map(keyOf)).toEqual(custom.map(keyOf));
    const lost = custom.flatMap((manifest, index) => {
      const answer = answers[index];
      return answer === undefined ? [] : lostFields(manifest, answer).map((field) => `${keyOf(manifest)}${field}`);
    });
    expect(lost).toEqual([]);
  });

  it("are of every kind that there is a definition of", async () => {
    const kinds = new Set<string>();
    for (const program of Object.values(programs)) {
      for (const { kind } of await customResources(program)) kinds.add(kind);
    }
    const present = [...definitions].filter(([, found]) => "file" in found).map(([kind]) => kind);
    expect([...kinds].sort()).toEqual(present.sort());
  });

  it("would be refused with a field that there is not, or a value that is not allowed", async () => {
    const custom = await customResources(programs["a cluster of EKS"] ?? fail);
    const pool = custom.find(({ kind }) => kind === "NodePool") ?? fail();
    const spec = pool.spec as Readonly<Record<string, unknown>>;
    await expect(dryRun([{ ...pool, spec: { ...spec, weights: 1 } }])).rejects.toThrow(
      /unknown field "(spec\.)?weights"/,
    );
    await expect(dryRun([{ ...pool, spec: { ...spec, weight: 101 } }])).rejects.toThrow(/spec\.weight: Invalid value/);
  });

  async function dryRun(custom: readonly Manifest[]): Promise<Manifest[]> {
    for (const { metadata } of custom) {
      if (metadata.namespace === undefined || namespaces.has(metadata.namespace)) continue;
      if (metadata.namespace !== "kube-system") {
        await plane.kubectl(["create", "namespace", metadata.namespace]);
        namespaces.add(metadata.namespace);
      }
    }
    return apply(plane, custom, true);
  }
});

/** The objects of a program of which there are definitions. */
async function customResources(program: Program): Promise<Manifest[]> {
  const { manifests } = await render(program);
  return manifests.filter(({ kind }) => {
    const found = definitions.get(kind);
    return found !== undefined && "file" in found;
  });
}

function fail(): never {
  throw new Error("there is no such program or object");
}
