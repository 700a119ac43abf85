import { Worker } from "../../components/workloads";
import { requirements } from "../workloads/requirements";
import {
  findObject,
  keyOf,
  render,
  renderRequirement,
  valueAt,
  type Manifest,
} from "../workloads/requirements/rendered";
import { fact, image, placeIn, type CustomResourceKind, type Requirement } from "../workloads/requirements/requirement";
import type { ControlPlane } from "./control-plane";
import { findDefinition } from "./custom-resources/definitions";
import { programs } from "./programs";
import { apply, isOurs, lostFields, type StoredObject } from "./server-side-apply";
import { currentTestBed, describeReal } from "./test-bed";

// What a real API server makes of the objects of the 27 requirements: it takes them, by a server-side apply that is a dry run, and
// its answer has every field that was written, so that none was dropped. It is not asked to do what they say: no pod runs, no
// controller of a custom resource is there, and the admission webhooks of KEDA and others are not asked.

/** Two kinds of custom resources that none of the 27 asks for. */
const besides: Requirement = {
  number: 0,
  asks: "besides: egress by the name of a host, and recommended requests",
  program: (cluster) => {
    new Worker("payments", {
      ...placeIn(cluster, "besides"),
      capabilities: { dnsPolicies: "cilium", verticalPodAutoscaler: true },
      image: image("payments"),
      replicas: 2,
      egress: [{ host: "api.example.com", ports: [443] }, { host: "*.example.net" }],
      verticalRecommendation: true,
    });
  },
  facts: [
    fact("CiliumNetworkPolicy/payments", ["spec", "egress", 1], {
      toFQDNs: [{ matchName: "api.example.com" }],
      toPorts: [{ ports: [{ port: "443", protocol: "TCP" }] }],
    }),
    fact("VerticalPodAutoscaler/payments", ["spec", "updatePolicy", "updateMode"], "Off"),
  ],
  customResources: ["CiliumNetworkPolicy", "VerticalPodAutoscaler"],
};

const all = [...requirements, besides];

/** Definitions that the programs need, or why they are not to be had. */
const definitions = new Map(
  [...new Set(all.flatMap(({ customResources = [] }) => customResources))].map((kind) => [kind, findDefinition(kind)]),
);

function missing(kinds: readonly CustomResourceKind[]): string[] {
  return kinds.flatMap((kind) => {
    const found = definitions.get(kind);
    return found !== undefined && "missing" in found ? [found.missing] : [];
  });
}

describeReal("the 27 requirements on a real API server", () => {
  let plane: ControlPlane;
  const files = [...definitions.values()].flatMap((found) => ("file" in found ? [found.file] : []));
  const namespaces: string[] = [];

  beforeAll(async () => {
    plane = (await currentTestBed()).plane;
    for (const file of files)
      await plane.kubectl(["apply", "--server-side", "--force-conflicts", `--filename=${file}`]);
    for (const file of files) await plane.kubectl(["wait", "--for=condition=Established", `--filename=${file}`]);
  });

  // Others look at what is left in the cluster.
  afterAll(async () => {
    if (namespaces.length > 0) await plane.kubectl(["delete", "namespace", ...namespaces], { timeoutSeconds: 180 });
    for (const file of files) await plane.kubectl(["delete", `--filename=${file}`, "--ignore-not-found"]);
  });

  /** Namespaces are made, as everything else is refused without them. */
  async function answersTo(manifests: readonly Manifest[]): Promise<StoredObject[]> {
    const own = manifests.filter(({ kind }) => kind === "Namespace");
    await apply(plane, own, false);
    namespaces.push(...own.map(({ metadata }) => metadata.name));
    return apply(plane, manifests, true);
  }

  /** Fields that are not as they were written, in all objects. */
  function lostOf(manifests: readonly Manifest[], answers: readonly StoredObject[]): string[] {
    expect(answers.map(keyOf)).toEqual(manifests.map(keyOf));
    return manifests.flatMap((manifest) => {
      const key = keyOf(manifest);
      return lostFields(manifest, findObject(answers, key)).map((field) => `${key}${field}`);
    });
  }

  for (const requirement of all) {
    const { number, asks, facts, customResources = [] } = requirement;
    const reasons = missing(customResources);
    const name = `${number === 0 ? "" : `${number}: `}${asks}`;
    if (reasons.length > 0) process.stdout.write(`\nSKIPPED, ${name}: ${reasons.join("; ")}\n`);
    (reasons.length > 0 ? it.skip : it)(name, async () => {
      const { manifests } = await renderRequirement(requirement);
      const answers = await answersTo(manifests);
      expect(lostOf(manifests, answers)).toEqual([]);
      for (const { object, path, value } of facts) {
        const answer = findObject(answers, object);
        if (value === undefined) {
          // What is around the field is ours, and so would the field be if it was written.
          const ours = [path.slice(0, -1), path].map((place) => isOurs(answer, place));
          expect({ object, path, ours }).toEqual({ object, path, ours: [true, false] });
        } else expect({ object, path, value: valueAt(answer, path) }).toMatchObject({ object, path, value });
      }
    });
  }

  it.each(Object.entries(programs))("keeps every field of %s", async (_name, program) => {
    const { manifests } = await render(program);
    expect(lostOf(manifests, await answersTo(manifests))).toEqual([]);
  });

  it("would tell of a field that the API server does not know, and of one that it drops", async () => {
    const { manifests } = await render(programs["jobs, agents and stores"] ?? fail);
    await answersTo(manifests.filter(({ kind }) => kind === "Namespace"));
    const set = findObject(manifests, "StatefulSet/database");
    const spec = set.spec as Readonly<Record<string, unknown>>;

    const unknown = apply(plane, [{ ...set, spec: { ...spec, serviceNames: [] } }], true);
    await expect(unknown).rejects.toThrow('unknown field "serviceNames"');

    // Its feature gate is off.
    const rollingUpdate = { partition: 0, maxUnavailable: 2 };
    const gated = { ...set, spec: { ...spec, updateStrategy: { type: "RollingUpdate", rollingUpdate } } };
    expect(lostOf([gated], await apply(plane, [gated], true))).toEqual([
      "rest/StatefulSet/database.spec.updateStrategy.rollingUpdate.maxUnavailable: 2 → undefined",
    ]);
  });
});

function fail(): never {
  throw new Error("there is no such program");
}
